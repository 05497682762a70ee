import type { App, types } from '@slack/bolt';
import { expect } from 'chai';
import { type BoltApp, startHttpApp } from './bolt-apps.js';
import { startFakeSlack } from './fake-slack.js';
import type { MessageRef } from './model.js';
import type { FakeSlackOptions } from './options.js';
import type { FakeSlack } from './surface.js';

const buttons: types.KnownBlock[] = [
  { type: 'section', block_id: 'answer', text: { type: 'mrkdwn', text: 'Try *this*.' } },
  {
    type: 'actions',
    block_id: 'rating',
    elements: [
      { type: 'button', action_id: 'helped', text: { type: 'plain_text', text: 'That helped' }, value: 'k1' },
      {
        type: 'static_select',
        action_id: 'topic',
        placeholder: { type: 'plain_text', text: 'Topic' },
        options: [{ text: { type: 'plain_text', text: 'Printers' }, value: 'printers' }],
      },
    ],
  },
];

const form: types.ModalView = {
  type: 'modal',
  callback_id: 'feedback',
  title: { type: 'plain_text', text: 'Feedback' },
  submit: { type: 'plain_text', text: 'Send' },
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'why',
      label: { type: 'plain_text', text: 'Why?' },
      element: { type: 'plain_text_input', action_id: 'text' },
    },
    {
      type: 'actions',
      block_id: 'more',
      elements: [{ type: 'button', action_id: 'more', text: { type: 'plain_text', text: 'More' } }],
    },
  ],
};

describe('the fake Slack, what people do with buttons and forms', () => {
  let slack: FakeSlack;
  let bolt: BoltApp;
  let vera: string;
  let help: string;

  async function start(listen: (app: App) => void, options: FakeSlackOptions = {}): Promise<void> {
    slack = await startFakeSlack(options);
    vera = slack.workspace.addUser('vera');
    help = slack.workspace.addChannel('help', { members: [vera] });
    bolt = await startHttpApp(slack, listen);
  }

  async function post(blocks: types.KnownBlock[] = buttons): Promise<MessageRef> {
    const { ts = '' } = await bolt.app.client.chat.postMessage({ channel: help, text: 'Try this.', blocks });
    return { channel: help, ts };
  }

  async function refusal(call: Promise<unknown>): Promise<string> {
    return call.then(
      () => 'none',
      (error: { data?: { error?: string } }) => error.data?.error ?? String(error),
    );
  }

  /** The one modal on vera's screen. */
  const modal = () => slack.look.modals(vera).at(-1)?.id ?? '';

  afterEach(async () => {
    await bolt.stop();
    await slack.stop();
  });

  it('clicks a button, and the app replaces the message through the response URL', async () => {
    await start((app) => {
      app.action('helped', async ({ ack, respond, body, action }) => {
        await respond({
          replace_original: true,
          text: `thanks, ${body.user.id}, for ${'value' in action ? action.value : ''}`,
        });
        await ack();
      });
    });
    const message = await post();
    const ack = await slack.interact.click(vera, message, 'helped');
    expect(ack.ok).to.equal(true);
    expect(slack.look.transcript(help)).to.deep.equal([`Firstline: thanks, ${vera}, for k1 (edited)`]);
  });

  it('does not click what is not there', async () => {
    await start(() => {});
    const message = await post();
    expect(() => slack.interact.click(vera, message, 'helped', 'k2')).to.throw('there is: helped k1, topic');
  });

  it('picks an option, which is in the state of later clicks', async () => {
    const states: unknown[] = [];
    await start((app) => {
      app.action(/.*/, async ({ ack, body }) => {
        states.push('state' in body && typeof body.state === 'object' ? body.state.values : undefined);
        await ack();
      });
    });
    const message = await post();
    await slack.interact.select(vera, message, 'topic', 'printers');
    await slack.interact.click(vera, message, 'helped');
    expect(states[1]).to.have.nested.property('rating.topic.selected_option.value', 'printers');
  });

  it('opens a modal within the time of the trigger, once', async () => {
    const refusals: string[] = [];
    await start(
      (app) => {
        app.action('helped', async ({ ack, body, client }) => {
          const trigger_id = 'trigger_id' in body ? body.trigger_id : '';
          await client.views.open({ trigger_id, view: form });
          refusals.push(await refusal(client.views.open({ trigger_id, view: form })));
          await ack();
        });
        app.action('topic', async ({ ack, body, client }) => {
          await new Promise((resolve) => setTimeout(resolve, 220));
          const trigger_id = 'trigger_id' in body ? body.trigger_id : '';
          refusals.push(await refusal(client.views.open({ trigger_id, view: form })));
          await ack();
        });
      },
      { timing: { triggerMs: 200 } },
    );
    const message = await post();
    await slack.interact.click(vera, message, 'helped');
    await slack.interact.select(vera, message, 'topic', 'printers');
    expect(refusals).to.deep.equal(['exchanged_trigger_id', 'expired_trigger_id']);
    expect(slack.look.modals(vera)).to.have.length(1);
    expect(slack.look.textOf(slack.look.modals(vera)[0] ?? { blocks: [] })).to.deep.equal(['Why?: ____']);
  });

  it('submits a form: field errors keep it open, another view replaces it, an empty answer closes it', async () => {
    const answers = [
      { response_action: 'errors' as const, errors: { why: 'Please say more.' } },
      {
        response_action: 'update' as const,
        view: { ...form, title: { type: 'plain_text' as const, text: 'Again' } },
      },
      undefined,
    ];
    const values: (string | null | undefined)[] = [];
    await start((app) => {
      app.command('/firstline', async ({ ack, client, command }) => {
        await client.views.open({ trigger_id: command.trigger_id, view: form });
        await ack();
      });
      app.view('feedback', async ({ ack, view }) => {
        values.push(view.state.values.why?.text?.value);
        const answer = answers.shift();
        if (answer) await ack(answer);
        else await ack();
      });
    });
    await slack.interact.command(vera, help, '/firstline');
    const id = modal();
    await slack.interact.submit(id, { text: 'no' });
    expect(slack.interact.errors(id)).to.deep.equal({ why: 'Please say more.' });
    await slack.interact.submit(id, { why: 'because' });
    expect(slack.look.modals(vera)[0]?.payload).to.have.nested.property('title.text', 'Again');
    await slack.interact.submit(id);
    expect(slack.look.modals(vera)).to.deep.equal([]);
    expect(values).to.deep.equal(['no', 'because', 'because']);
  });

  it('names the answers to a submission that Slack would not understand', async () => {
    await start((app) => {
      app.command('/firstline', async ({ ack, client, command }) => {
        await client.views.open({ trigger_id: command.trigger_id, view: form });
        await ack();
      });
      app.view('feedback', ({ ack }) => ack({ response_action: 'errors', errors: { wy: 'a' } }));
    });
    await slack.interact.command(vera, help, '/firstline');
    const ack = await slack.interact.submit(modal(), { text: 'no' });
    expect(ack).to.include({ ok: false, problem: 'errors must name input blocks of the view' });
    expect(slack.look.modals(vera)).to.have.length(1);
    const empty = await slack.interact.submit(modal(), { text: '' }).catch((error: unknown) => String(error));
    expect(empty).to.include('Why?');
  });

  it('pushes and updates views, unless the hash is old, and tells when one is closed', async () => {
    const outcomes: string[] = [];
    let closed = 0;
    await start((app) => {
      app.command('/firstline', async ({ ack, client, command }) => {
        await client.views.open({ trigger_id: command.trigger_id, view: form });
        await ack();
      });
      app.action('more', async ({ ack, body, client }) => {
        if (body.type !== 'block_actions' || !body.view) throw new Error('a click in a view');
        const { id: view_id, hash } = body.view;
        outcomes.push(await refusal(client.views.update({ view_id, hash, view: form })));
        outcomes.push(await refusal(client.views.update({ view_id, hash, view: form })));
        outcomes.push(await refusal(client.views.push({ trigger_id: body.trigger_id, view: form })));
        await ack();
      });
      app.view({ type: 'view_closed', callback_id: 'feedback' }, async ({ ack }) => {
        closed++;
        await ack();
      });
    });
    await slack.interact.command(vera, help, '/firstline');
    await slack.interact.clickInView(modal(), 'more');
    expect(outcomes).to.deep.equal(['none', 'hash_conflict', 'none']);
    expect(slack.look.modals(vera)).to.have.length(2);
    await slack.interact.close(modal());
    expect(closed).to.equal(1);
    expect(slack.look.modals(vera)).to.have.length(1);
  });

  it('shows the answer to a command to its user, and later ones through the response URL', async () => {
    let later: Promise<unknown> = Promise.resolve();
    await start((app) => {
      app.command('/firstline', async ({ ack, respond, command }) => {
        await ack(`about ${command.text}`);
        later = respond({ text: 'to all', response_type: 'in_channel' });
      });
    });
    await slack.interact.command(vera, help, '/firstline', 'printers');
    await later;
    expect(slack.look.ephemerals(vera).map(({ text }) => text)).to.deep.equal(['about printers']);
    expect(slack.look.transcript(help)).to.deep.equal(['Firstline: to all']);
    const unknown = await slack.interact
      .command(vera, help, '/other')
      .catch((error: unknown) => String(error));
    expect(unknown).to.include('no command /other');
  });

  it('deletes an ephemeral message whose button was clicked, and does not show its text to the app', async () => {
    await start((app) => {
      app.action('helped', async ({ ack, respond, body }) => {
        expect(body).not.to.have.property('message');
        await respond({ delete_original: true });
        await ack();
      });
    });
    await bolt.app.client.chat.postEphemeral({
      channel: help,
      user: vera,
      text: 'Try this.',
      blocks: buttons,
    });
    const [ephemeral] = slack.look.ephemerals(vera);
    await slack.interact.click(vera, ephemeral ?? { channel: '', ts: '' }, 'helped');
    expect(slack.look.ephemerals(vera)).to.deep.equal([]);
  });

  it('sends shortcuts, and App Home as it is opened', async () => {
    const heard: unknown[] = [];
    await start((app) => {
      app.shortcut('ask', async ({ ack, shortcut }) => {
        heard.push(shortcut.type, 'message' in shortcut ? shortcut.message.text : undefined);
        await ack();
      });
      app.event('app_home_opened', async ({ event, client }) => {
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: buttons } });
      });
    });
    const said = slack.people.say(vera, help, 'my printer is on fire');
    await slack.interact.messageShortcut(vera, said, 'ask');
    await slack.interact.globalShortcut(vera, 'ask');
    expect(heard).to.deep.equal(['message_action', 'my printer is on fire', 'shortcut', undefined]);
    slack.people.openHome(vera);
    await slack.deliveries.settled();
    const home = slack.look.home(vera);
    expect(home && slack.look.textOf(home)).to.deep.equal(['Try *this*.']);
    expect(slack.look.usage().scopes).to.include('commands');
  });

  it('says so when nobody answers a click', async () => {
    await start(() => {}, { timing: { ackMs: 50 } });
    const ack = await slack.interact.click(vera, await post(), 'helped');
    expect(ack).to.include({ ok: false, problem: 'http_timeout' });
  });
});
