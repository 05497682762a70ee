import { expect } from 'chai';
import {
  editOf,
  millis,
  parseEvent,
  parseMessage,
  parsePress,
  pressEvent,
  toEvent,
} from '../../../adapters/slack/parse.js';

const self = { team: 'T1', user: 'UBOT', bot: 'B1', app: 'A1' };
const base = { type: 'message', channel: 'C1', user: 'U1', ts: '100.000200', text: 'hello' };
const around = {
  self,
  names: { user: () => undefined, channel: () => undefined },
  author: (id: string) => ({ id, name: id }),
};

describe('reading events of Slack', () => {
  it('reads what a person wrote, in whatever way', () => {
    for (const subtype of [undefined, 'file_share', 'thread_broadcast', 'me_message']) {
      const seen = parseEvent({ ...base, ...(subtype && { subtype }) }, self);
      expect(seen).to.deep.include({ kind: 'message', thread: '100.000200', addressed: false });
    }
  });

  it('reads nothing that the bot, another bot or the channel itself wrote', () => {
    for (const event of [
      { ...base, user: 'UBOT' },
      { ...base, bot_id: 'B2' },
      { ...base, hidden: true },
      { ...base, user: undefined },
      ...['channel_join', 'channel_topic', 'bot_message', 'pinned_item', 'reminder_add', 'tombstone'].map(
        (subtype) => ({ ...base, subtype }),
      ),
      { type: 'message', channel: 'C1', subtype: 'message_replied', message: base },
    ])
      expect(parseEvent(event, self)).to.equal(undefined);
  });

  it('reads nothing of what is malformed', () => {
    for (const event of [
      undefined,
      null,
      'x',
      1,
      [],
      {},
      { type: 1 },
      { type: 'message' },
      { type: 'message', ts: 1 },
    ])
      expect(parseEvent(event, self)).to.equal(undefined);
  });

  it('takes a mention told twice for one, and a mention that came with an edit for that edit', () => {
    const said = { ...base, text: '<@UBOT> hello' };
    const ids = [said, { ...said, type: 'app_mention' }].map((event) => {
      const seen = parseEvent(event, self);
      return seen && toEvent(seen, around).id;
    });
    expect(new Set(ids).size).to.equal(1);
    const edited = { user: 'U1', ts: '101.000000' };
    const change = {
      type: 'message',
      subtype: 'message_changed',
      channel: 'C1',
      message: { ...said, edited },
      previous_message: base,
    };
    const seen = [change, { ...said, type: 'app_mention', edited }].map((event) => parseEvent(event, self));
    expect(seen[0]).to.deep.equal(seen[1]);
    expect(seen[0]).to.deep.include({ kind: 'edit', addressed: true });
    const fromHistory = parseMessage({ ...said, edited }, self, 'C1');
    expect(fromHistory && editOf(fromHistory, edited.ts)).to.deep.equal(seen[0]);
  });

  it('tells two edits of one second apart', () => {
    const ids = ['a', 'b'].map((text) => {
      const seen = parseEvent(
        {
          type: 'message',
          subtype: 'message_changed',
          channel: 'C1',
          message: { ...base, text, edited: { ts: '101.000000' } },
          previous_message: base,
        },
        self,
      );
      return seen && toEvent(seen, around).id;
    });
    expect(new Set(ids).size).to.equal(2);
  });

  it('takes a tombstone for a deletion, and unfurling, threads and locales for nothing', () => {
    const change = (message: object, previous_message: object = base): unknown =>
      parseEvent(
        { type: 'message', subtype: 'message_changed', channel: 'C1', message, previous_message },
        self,
      );
    expect(change({ ...base, subtype: 'tombstone', user: 'USLACKBOT', hidden: true })).to.deep.include({
      kind: 'delete',
      ts: base.ts,
      user: 'U1',
    });
    expect(change({ ...base, attachments: [{}] })).to.equal(undefined);
    expect(change({ ...base, reply_count: 1, thread_ts: base.ts })).to.equal(undefined);
    expect(change({ ...base, edited: { ts: '9.0' } }, { ...base, edited: { ts: '9.0' } })).to.equal(
      undefined,
    );
    expect(change({ ...base, user: 'UBOT', edited: { ts: '9.0' } })).to.equal(undefined);
  });

  it('knows what is private, and that a direct message has no threads', () => {
    const seen = parseEvent({ ...base, channel: 'D1', thread_ts: '99.0' }, self);
    expect(seen && toEvent(seen, around)).to.deep.include({
      place: 'slack:T1/D1',
      private: true,
      addressed: true,
    });
  });

  it('asks for help in the caller’s language where the bot is called without a word', () => {
    const seen = parseEvent({ ...base, text: '<@UBOT>  ' }, self);
    if (!seen) throw new Error('not seen');
    const texts = ['en-US', 'zh-CN', undefined].map((locale) => {
      const event = toEvent(seen, {
        ...around,
        author: (id) => ({ id, name: id, ...(locale && { locale }) }),
      });
      return event.kind === 'message' && event.text;
    });
    expect(texts).to.deep.equal(['help', '帮助', 'help']);
  });

  it('keeps where files hang, and no address of theirs', () => {
    const files = [
      { id: 'F1', name: 'a.png', mimetype: 'image/png', size: 7, url_private: 'https://files.slack.com/x' },
      { id: 'F2', title: '../b\u202E' },
      { id: 'F3', file_access: 'check_file_info' },
    ];
    const seen = parseEvent({ ...base, files }, self);
    const event = seen && toEvent(seen, around);
    const unknown = { type: 'application/octet-stream', size: 0 };
    const from = (id: string) => ({ place: event?.place, message: base.ts, id });
    expect(event).to.have.property('text', 'hello');
    expect(event).to.have.deep.property('files', [
      { name: 'a.png', type: 'image/png', size: 7, from: from('F1') },
      { name: 'b', ...unknown, from: from('F2') },
      { name: 'file', ...unknown, from: from('F3') },
    ]);
  });

  it('names the files of a message that has no words', () => {
    const seen = parseEvent({ ...base, text: '', files: [{ id: 'F1', name: 'a.png' }, { id: 'F2' }] }, self);
    expect(seen && toEvent(seen, around)).to.have.property('text', '📎 a.png\n📎 file');
  });

  it('reads times', () => {
    expect([millis('1767224888.280449'), millis('x'), millis('')]).to.deep.equal([1_767_224_888_280, 0, 0]);
  });
});

describe('reading presses', () => {
  const body = (action: object, container: object = {}): unknown => ({
    user: { id: 'U1' },
    container: { channel_id: 'C1', message_ts: '5.0', ...container },
    actions: [
      { action_id: 'firstline:claim:0', action_ts: '6.0', value: '{"value":"1","version":2}', ...action },
    ],
  });

  it('reads ours, and belongs where its thread is', () => {
    const press = parsePress(body({}, { thread_ts: '4.0' }));
    expect(press && pressEvent(press, around)).to.deep.include({
      place: 'slack:T1/C1/4.0',
      action: 'claim',
      value: '1',
      version: 2,
      message: '5.0',
    });
  });

  it('reads nothing made up', () => {
    for (const press of [
      {},
      body({ action_id: 'other' }),
      body({ action_id: 'firstline:claim' }),
      body({ value: undefined }),
      body({ value: '{}' }),
      body({ value: '{"value":1,"version":"2"}' }),
      body({ value: 'null' }),
      { ...(body({}) as object), actions: [] },
    ])
      expect(parsePress(press)).to.equal(undefined);
  });

  it('tells a form that is sent again with other words from the first time, and not from its repetition', () => {
    const press = parsePress(body({}));
    if (!press) throw new Error('not read');
    const ids = ['a', 'b', 'b'].map((comment) => pressEvent(press, around, { comment }).id);
    expect(new Set(ids).size).to.equal(2);
    expect(new Set([...ids, pressEvent(press, around).id]).size).to.equal(3);
  });

  it('names the channel of a private message, whose place is elsewhere', () => {
    const value = JSON.stringify({ value: '1', version: 2, origin: 'slack:T1/C9/1.0' });
    const press = parsePress(body({ value }, { channel_id: 'D1' }));
    expect(press && pressEvent(press, around)).to.deep.include({
      place: 'slack:T1/C9/1.0',
      message: 'D1:5.0',
    });
  });
});
