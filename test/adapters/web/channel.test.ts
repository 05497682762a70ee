import { DESK_PLACE, visitorPlace } from '../../../adapters/web/places.js';
import { createSessions } from '../../../adapters/web/sessions.js';
import { channelContract } from '../../contracts/channel.js';
import { openWeb } from './harness.js';

channelContract(
  'the web',
  async () => {
    const harness = await openWeb({}, { started: false });
    const browser = harness.browser();
    // The visitor came by earlier: their session is in the store.
    const token = 'the-token-of-a-visitor-who-came-before';
    await createSessions({ records: harness.store, clock: { now: () => harness.now } }).open(
      'visitor',
      'vera',
      {
        token,
      },
    );
    browser.cookies.set('firstline-visitor-3978', token);
    return {
      channel: harness.web.channel,
      place: visitorPlace('vera'),
      desk: DESK_PLACE,
      staff: 'ana',
      async write(text, id) {
        const response = await browser.send('POST', '/api/chat/messages', { body: { id, text } });
        return response.ok ? 'acknowledged' : 'refused';
      },
    };
  },
  {
    skip: {
      'finds the files that it has sent with what it said':
        'pages show the files of the spool, so nothing was sent that could be found',
      'finds what it has said, with the same receipt':
        'pages show the transcript of the store, so nothing was sent that could be found, and repeating is harmless',
      'submits what it missed, under the ids of live events':
        'a page keeps what was not acknowledged and sends it again by itself',
    },
  },
);
