import { type Activity, ActivityTypes, type TurnContext } from 'botbuilder';
import { expect } from 'chai';
import { type JsonObject, objectOf } from '../slack/json.js';
import { type Bot, card, startBot } from './bots.js';
import { startFakeTeams } from './fake-teams.js';
import type { Message } from './model.js';
import type { FakeTeams } from './surface.js';

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';

describe('the fake Teams, what people do with cards', () => {
  let teams: FakeTeams;
  let bot: Bot;
  let vera: string;
  let ana: string;
  let help: string;
  /** The body of the next answer to an invoke, and its status. */
  let answer: object | undefined;
  let status: number;

  beforeEach(async () => {
    teams = await startFakeTeams({ rates: 'off' });
    answer = undefined;
    status = 200;
    bot = await startBot(teams, async (context: TurnContext) => {
      if (context.activity.type !== ActivityTypes.Invoke) return;
      await context.sendActivity({ type: 'invokeResponse', value: { status, body: answer } });
    });
    vera = teams.world.addPerson('Vera');
    ana = teams.world.addPerson('Ana');
    help = teams.world.addChannel(teams.world.addTeam('IT', { people: [vera, ana] }), 'Help');
  });

  afterEach(async () => {
    await bot.stop();
    await teams.stop();
  });

  async function post(what: Partial<Activity>): Promise<Message> {
    await bot.talk(help, (context) => context.sendActivity(what));
    const posted = teams.look.posted(help).at(-1);
    if (!posted) expect.fail('nothing was posted');
    return posted;
  }

  const claim = { type: 'Action.Execute', title: 'Claim', verb: 'claim', data: { case: 7 } };
  const cardOf = (text: string, ...actions: object[]): JsonObject =>
    objectOf(objectOf(card(text, ...actions).attachments?.[0]).content);

  it('brings a click as an invoke about the message', async () => {
    const message = await post(card('Case 7', claim));
    answer = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Done' };
    expect(await teams.interact.click(vera, message, 'Claim')).to.include({ ok: true, status: 200 });
    const [invoke] = bot.heard;
    expect(invoke).to.deep.include({ type: 'invoke', name: 'adaptiveCard/action', replyToId: message.id });
    expect(invoke?.id).to.match(/^f:/);
    expect(objectOf(invoke?.conversation).id).to.equal(`${help};messageid=${message.id}`);
    expect(invoke?.value).to.deep.equal({
      action: { type: 'Action.Execute', title: 'Claim', verb: 'claim', data: { case: 7 } },
      trigger: 'manual',
    });
  });

  it('shows the card in the answer to who clicked, and to others once the bot changes the message', async () => {
    const message = await post(card('Case 7', claim));
    answer = { statusCode: 200, type: ADAPTIVE, value: cardOf('Claimed by you') };
    await teams.interact.click(vera, message, 'Claim');
    expect(teams.look.transcript(help, message.id, vera)).to.deep.equal(['Firstline: Claimed by you']);
    expect(teams.look.transcript(help, message.id, ana)).to.deep.equal(['Firstline: Case 7 [Claim]']);
    expect(teams.look.transcript(help)).to.deep.equal(['Firstline: Case 7 [Claim]']);
    await teams.interact.click(vera, message, 'Claim').then(
      () => expect.fail('the button is gone for Vera'),
      (error: Error) => expect(error.message).to.contain('no button Claim'),
    );
    await bot.talk(help, (context) => context.updateActivity({ ...card('Claimed by Vera'), id: message.id }));
    for (const person of [vera, ana]) {
      expect(teams.look.transcript(help, message.id, person)).to.deep.equal([
        'Firstline: Claimed by Vera (edited)',
      ]);
    }
  });

  it('does not show what the bot answers wrongly', async () => {
    const message = await post(card('Case 7', claim));
    const problem = async (body: object | undefined, code = 200) => {
      answer = body;
      status = code;
      const { ok, problem: why } = await teams.interact.click(vera, message, 'Claim');
      expect(ok).to.equal(false);
      return why;
    };
    expect(await problem(undefined)).to.equal('statusCode is no number');
    expect(await problem({ statusCode: 200, type: ADAPTIVE, value: { type: 'AdaptiveCard' } })).to.match(
      /version/,
    );
    expect(await problem({ statusCode: 200, type: 'text', value: 'a' })).to.equal('a 200 of type text');
    const error = { code: 'NotYours', message: 'Ana has it.' };
    expect(
      await problem({ statusCode: 403, type: 'application/vnd.microsoft.error', value: error }),
    ).to.equal('403 NotYours: Ana has it.');
    expect(await problem({}, 500)).to.equal('HTTP 500');
    expect(teams.look.transcript(help, message.id, vera)).to.deep.equal(['Firstline: Case 7 [Claim]']);
  });

  it('brings the same invoke once more under a new id', async () => {
    const message = await post(card('Case 7', claim));
    await teams.interact.click(vera, message, 'Claim');
    await teams.interact.invokeAgain();
    teams.deliveries.chaos({ repeatInvokes: 1 });
    await teams.interact.click(vera, message, 'Claim');
    expect(bot.heard).to.have.length(4);
    expect(new Set(bot.heard.map(({ id }) => id)).size).to.equal(4);
    expect(new Set(bot.heard.map(({ value }) => JSON.stringify(value))).size).to.equal(1);
  });

  it('lays what was filled in over the data of the button, as the card asks for it', async () => {
    const choices = ['a', 'b'].map((value) => ({ title: value.toUpperCase(), value }));
    const form = card('Why', claim);
    const content = objectOf(objectOf(form.attachments?.[0]).content);
    const body = [
      { type: 'Input.Text', id: 'why', isRequired: true, label: 'Why' },
      { type: 'Input.ChoiceSet', id: 'kind', choices, value: 'a' },
    ];
    const message = await post({
      ...form,
      attachments: [{ contentType: ADAPTIVE, content: { ...content, body } }],
    });
    await teams.interact.click(vera, message, 'Claim', { why: 'Because' });
    expect(objectOf(objectOf(bot.heard[0]?.value).action).data).to.deep.equal({
      case: 7,
      why: 'Because',
      kind: 'a',
    });
    for (const [inputs, words] of [
      [{}, 'why is required'],
      [{ why: 'x', kind: 'c' }, 'no choice c'],
      [{ why: 'x', other: 'y' }, 'no input other'],
    ] as const) {
      await teams.interact.click(vera, message, 'Claim', inputs).then(
        () => expect.fail('it was clicked'),
        (error: Error) => expect(error.message).to.contain(words),
      );
    }
    expect(teams.look.lines(help)[0]?.text).to.equal('Why: () / (A | B)'.replace(' / ', '\n'));
  });

  it('brings Action.Submit as a message with a value, again if it is not answered', async () => {
    const message = await post(card('Pick', { type: 'Action.Submit', title: 'Go', data: { a: 1 } }));
    await teams.interact.click(vera, message, 'Go');
    const [submitted] = bot.heard;
    expect(submitted).to.deep.include({ type: 'message', value: { a: 1 }, replyToId: message.id });
    expect(submitted).to.not.have.property('text');
    expect(submitted?.id).to.match(/^f:/);
    expect(teams.deliveries.all).to.have.length(1);
  });

  it('draws a button once, and lets an old client click its fallback', async () => {
    const fallback = { type: 'Action.Submit', title: 'Claim', data: { old: true } };
    const message = await post(card('Case 7', { ...claim, fallback }, { ...claim, title: 'New only' }));
    expect(teams.look.transcript(help)).to.deep.equal(['Firstline: Case 7 [Claim] [New only]']);
    await teams.interact.click(vera, message, 'Claim', {}, { old: true });
    expect(bot.heard[0]).to.deep.include({ type: 'message', value: { old: true } });
    await teams.interact.click(vera, message, 'New only', {}, { old: true }).then(
      () => expect.fail('it was clicked'),
      (error: Error) => expect(error.message).to.contain('no button New only'),
    );
  });

  it('asks for a newer card when somebody opens one that says so', async () => {
    const refresh = { action: { type: 'Action.Execute', verb: 'view' }, userIds: [vera] };
    const content = { ...cardOf('Old'), refresh };
    const message = await post({ type: 'message', attachments: [{ contentType: ADAPTIVE, content }] });
    answer = { statusCode: 200, type: ADAPTIVE, value: cardOf('New for Vera') };
    expect(await teams.interact.open(ana, message)).to.equal(undefined);
    await teams.interact.open(vera, message);
    expect(objectOf(bot.heard[0]?.value).trigger).to.equal('automatic');
    expect(teams.look.transcript(help, message.id, vera)).to.deep.equal(['Firstline: New for Vera']);
  });

  it('lets nobody click who does not see it, nor what was deleted', async () => {
    const message = await post(card('Case 7', claim));
    const stranger = teams.world.addPerson('Stranger');
    const outcome = (person: string) =>
      teams.interact.click(person, message, 'Claim').then(
        () => 'clicked',
        (error: Error) => error.message,
      );
    expect(await outcome(stranger)).to.match(/does not see/);
    await bot.talk(help, (context) => context.deleteActivity(message.id));
    expect(await outcome(vera)).to.match(/is deleted/);
  });

  it('runs the command of a message extension on a message, with a task or without', async () => {
    const said = teams.people.say(ana, help, 'How do I <reset>?');
    const task = (value: object) => ({ task: { type: 'continue', value } });
    answer = task({ title: 'Ask', card: { contentType: ADAPTIVE, content: cardOf('Sure?') } });
    expect(await teams.interact.messageExtension(vera, said, 'ask')).to.include({ ok: true });
    const { name, value } = bot.heard[0] ?? {};
    expect(name).to.equal('composeExtension/fetchTask');
    const payload = objectOf(objectOf(value).messagePayload);
    expect(payload.body).to.deep.equal({ contentType: 'html', content: '<p>How do I &lt;reset&gt;?</p>' });
    expect(objectOf(objectOf(payload.from).user).displayName).to.equal('Ana');
    answer = task({ title: 'Ask', card: { contentType: ADAPTIVE, content: {} } });
    expect((await teams.interact.messageExtension(vera, said, 'ask')).problem).to.match(/AdaptiveCard/);
    answer = undefined;
    expect(await teams.interact.submitTask(vera, 'ask', { sure: 'yes' }, said)).to.include({ ok: true });
    expect(bot.heard.at(-1)).to.deep.include({ name: 'composeExtension/submitAction' });
    expect(objectOf(objectOf(bot.heard.at(-1)?.value).data).sure).to.equal('yes');
  });
});
