import { expect } from 'chai';
import {
  type APIModalInteractionResponseCallbackData,
  type APITextInputComponent,
  type Client,
  type Interaction,
  MessageFlags,
} from 'discord.js';
import { answerNext } from './answering.js';
import { startClient } from './clients.js';
import { startFakeDiscord } from './fake-discord.js';
import type { MessageRef } from './model.js';
import { refused } from './refused.js';
import type { FakeDiscord } from './surface.js';

const ASK = {
  name: 'ask',
  description: 'Ask a question',
  options: [{ type: 3, name: 'question', description: 'What you want to know', required: true }],
} as const;

describe('interactions in the fake Discord', () => {
  let discord: FakeDiscord;
  let client: Client<true>;
  let vera: string;
  let help: string;

  before(async () => {
    discord = await startFakeDiscord({
      rates: 'off',
      timing: { identifyMs: 0, interactionMs: 900, tokenMs: 1000 },
    });
    vera = discord.world.addUser('vera', { globalName: 'Vera Vole' });
    client = await startClient(discord);
    await client.application.commands.set([ASK]);
  });

  after(async () => {
    await client.destroy();
    await discord.stop();
  });

  beforeEach(() => {
    help = discord.world.addChannel('help');
  });

  afterEach(() => client.removeAllListeners('interactionCreate'));

  const answering = <T>(act: (interaction: Interaction) => Promise<T>) => answerNext(client, act);

  const button = { type: 2, style: 1, label: 'Claim', custom_id: 'claim:1' } as const;
  const menu = {
    type: 3,
    custom_id: 'topic',
    options: [
      { label: 'Printer', value: 'p' },
      { label: 'Network', value: 'n' },
    ],
  } as const;

  async function card(channel = help): Promise<MessageRef> {
    const place = await client.channels.fetch(channel);
    if (!place?.isSendable()) expect.fail('nobody can write there');
    const components = [
      { type: 1, components: [button] },
      { type: 1, components: [menu] },
    ] as const;
    const { id } = await place.send({ content: 'a case', components });
    return { channel, id };
  }

  it('answers a slash command, for all to see', async () => {
    const heard: string[] = [];
    client.once('messageCreate', (message) => void heard.push(`${message.content} ${message.webhookId}`));
    const { outcome } = answering(async (interaction) => {
      if (!interaction.isChatInputCommand()) expect.fail('no slash command');
      expect(interaction.memberPermissions?.has('SendMessages')).to.equal(true);
      const { resource } = await interaction.reply({
        content: `${interaction.user.displayName}: ${interaction.options.getString('question')}`,
        withResponse: true,
      });
      return resource?.message?.id;
    });
    const seen = await discord.interact.slash(vera, help, 'ask', { question: 'how?' });
    expect(seen).to.include({ ok: true, answer: 'reply', text: 'Vera Vole: how?', ephemeral: false });
    expect(await outcome).to.equal(seen.message?.id);
    await discord.deliveries.settled();
    expect(heard).to.deep.equal([`Vera Vole: how? ${discord.applicationId}`]);
    expect(discord.look.transcript(help)).to.deep.equal(['firstline: Vera Vole: how?']);
  });

  it('answers one person alone: no event, no history, only an address to edit it', async () => {
    const before = discord.deliveries.all.filter(({ type }) => type === 'MESSAGE_CREATE').length;
    const { outcome } = answering(async (interaction) => {
      if (!interaction.isRepliable()) return;
      await interaction.reply({ content: 'only you', flags: MessageFlags.Ephemeral });
      await interaction.editReply('still only you');
      await interaction.followUp({ content: 'and this', flags: MessageFlags.Ephemeral });
    });
    const seen = await discord.interact.slash(vera, help, 'ask', { question: 'x' });
    await outcome;
    expect(seen).to.include({ text: 'only you', ephemeral: true });
    expect(discord.look.ephemerals(vera, help).map(({ text }) => text)).to.deep.equal([
      'still only you',
      'and this',
    ]);
    expect(discord.look.messages(help)).to.have.length(0);
    const after = discord.deliveries.all.filter(({ type }) => type === 'MESSAGE_CREATE').length;
    expect(after).to.equal(before);
  });

  it('thinks until a deferred reply is filled, by an edit or by the first follow-up', async () => {
    const first = answering(async (interaction) => {
      if (!interaction.isRepliable()) return;
      await interaction.deferReply();
      expect(discord.look.transcript(help)).to.deep.equal(['firstline: thinking']);
      await interaction.editReply('thought');
    });
    const seen = await discord.interact.slash(vera, help, 'ask', { question: 'x' });
    expect(seen).to.include({ answer: 'defer-reply', ephemeral: false }).and.not.to.have.property('text');
    expect(await discord.interact.filled(seen)).to.equal('thought');
    await first.outcome;
    const second = answering(async (interaction) => {
      if (!interaction.isRepliable()) return;
      await interaction.deferReply();
      await interaction.followUp('instead');
    });
    await discord.interact.slash(vera, help, 'ask', { question: 'x' });
    await second.outcome;
    expect(discord.look.transcript(help)).to.deep.equal(['firstline: thought', 'firstline: instead']);
  });

  it('fails for the person who gets no answer in time, and for the bot that is late', async () => {
    const { outcome } = answering(async (interaction) => {
      if (!interaction.isRepliable()) return 'no';
      await new Promise((resolve) => setTimeout(resolve, 950));
      return refused(interaction.reply('late'));
    });
    const seen = await discord.interact.slash(vera, help, 'ask', { question: 'x' });
    expect(seen).to.include({ ok: false, answer: 'none', error: 'The application did not respond' });
    expect(await outcome).to.equal('10062');
  });

  it('takes one first answer, and later ones for as long as the token lives', async () => {
    const { outcome } = answering(async (interaction) => {
      if (!interaction.isRepliable()) return [];
      const path = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
      const webhook = `/webhooks/${interaction.applicationId}/${interaction.token}` as const;
      const early = await refused(
        client.rest.patch(`${webhook}/messages/@original`, { body: { content: 'x' }, auth: false }),
      );
      await interaction.reply('first');
      const twice = await refused(
        client.rest.post(path, { body: { type: 4, data: { content: 'second' } }, auth: false }),
      );
      await new Promise((resolve) => setTimeout(resolve, 1050));
      return [early, twice, await refused(interaction.followUp('too late'))];
    });
    await discord.interact.slash(vera, help, 'ask', { question: 'x' });
    expect(await outcome).to.deep.equal(['10015', '40060', '50027']);
    expect(discord.look.transcript(help)).to.deep.equal(['firstline: first']);
  });

  it('clicks buttons and picks from menus; the answer updates the card or comes beside it', async () => {
    const ref = await card();
    const click = answering(async (interaction) => {
      if (!interaction.isButton()) expect.fail('no button');
      expect(interaction.message.content).to.equal('a case');
      await interaction.update({ content: `claimed by ${interaction.user.username}` });
    });
    expect(await discord.interact.click(vera, ref, 'Claim')).to.include({ ok: true, answer: 'update' });
    await click.outcome;
    const pick = answering(async (interaction) => {
      if (!interaction.isStringSelectMenu()) expect.fail('no menu');
      await interaction.deferUpdate();
      await interaction.editReply({ content: `about ${interaction.values.join()}`, components: [] });
      await interaction.followUp('noted');
    });
    expect(await discord.interact.select(vera, ref, 'topic', 'Network')).to.include({
      answer: 'defer-update',
    });
    await pick.outcome;
    expect(discord.look.transcript(help)).to.deep.equal([
      'firstline: about n (edited)',
      '↪ firstline | firstline: noted',
    ]);
    expect(() => discord.interact.click(vera, ref, 'Claim')).to.throw('no button Claim');
  });

  it('picks people and roles', async () => {
    const role = discord.world.addRole('support');
    const place = await client.channels.fetch(help);
    if (!place?.isSendable()) expect.fail('nobody can write there');
    const { id } = await place.send({
      content: 'who?',
      components: [
        { type: 1, components: [{ type: 5, custom_id: 'person' }] },
        { type: 1, components: [{ type: 6, custom_id: 'role' }] },
      ],
    });
    const picked = async (interaction: Interaction) => {
      if (!interaction.isUserSelectMenu() && !interaction.isRoleSelectMenu()) expect.fail('no such menu');
      await interaction.deferUpdate();
      return interaction.isUserSelectMenu()
        ? interaction.members.map((_, key) => key)
        : interaction.roles.map((one) => one?.name);
    };
    const first = answering(picked);
    await discord.interact.select(vera, { channel: help, id }, 'person', vera);
    expect(await first.outcome).to.deep.equal([vera]);
    const second = answering(picked);
    await discord.interact.select(vera, { channel: help, id }, 'role', role);
    expect(await second.outcome).to.deep.equal(['support']);
  });

  it('clicks in direct messages, where nobody is a member', async () => {
    const ref = await card(discord.world.dm(vera));
    const { outcome } = answering(async (interaction) => {
      if (!interaction.isButton()) expect.fail('no button');
      await interaction.deferUpdate();
      return [interaction.inGuild(), interaction.user.id, interaction.channel?.isDMBased()];
    });
    await discord.interact.click(vera, ref, 'claim:1');
    expect(await outcome).to.deep.equal([false, vera, true]);
  });

  const input: APITextInputComponent = { type: 4, custom_id: 'why', style: 2, label: 'Why', min_length: 3 };
  const modal: APIModalInteractionResponseCallbackData = {
    title: 'Resolve',
    custom_id: 'resolve:1',
    components: [{ type: 1, components: [input] }],
  };

  it('shows a form as the first answer only, and takes what is filled in', async () => {
    const ref = await card();
    const shown = answering(async (interaction) => {
      if (!interaction.isButton()) return;
      await interaction.showModal(modal);
    });
    const seen = await discord.interact.click(vera, ref, 'Claim');
    await shown.outcome;
    expect(seen).to.include({ ok: true, answer: 'modal' });
    const form = seen.modal ?? expect.fail('no form');
    expect(discord.look.modal(vera)).to.equal(form);
    expect(() => discord.interact.submitModal(vera, form, {})).to.throw('wants something in why');
    expect(() => discord.interact.submitModal(vera, form, { why: 'x' })).to.throw('3 to 4000 characters');
    const sent = answering(async (interaction) => {
      if (!interaction.isModalSubmit() || !interaction.isFromMessage()) expect.fail('no form on a message');
      await interaction.update({ content: interaction.fields.getTextInputValue('why'), components: [] });
    });
    expect(await discord.interact.submitModal(vera, form, { why: 'fixed it' })).to.include({
      answer: 'update',
    });
    await sent.outcome;
    expect(discord.look.transcript(help)).to.deep.equal(['firstline: fixed it (edited)']);
    expect(discord.look.modal(vera)).to.equal(undefined);
  });

  it('shows forms with labels and menus, and an ephemeral button to who sees it', async () => {
    const options = menu.options.map((option) => ({ ...option }));
    const form: APIModalInteractionResponseCallbackData = {
      title: 'Resolve',
      custom_id: 'resolve:2',
      components: [
        { type: 18, label: 'Why', component: { type: 4, custom_id: 'why', style: 1 } },
        { type: 18, label: 'Topic', component: { type: 3, custom_id: 'topic', options } },
      ],
    };
    const asked = answering(async (interaction) => {
      if (!interaction.isRepliable()) return;
      const components = [{ type: 1, components: [button] }] as const;
      await interaction.reply({ content: 'sure?', components, flags: MessageFlags.Ephemeral });
    });
    const { message } = await discord.interact.slash(vera, help, 'ask', { question: 'x' });
    await asked.outcome;
    const shown = answering(
      async (interaction) => void (await (interaction.isButton() && interaction.showModal(form))),
    );
    const dora = discord.world.addUser('dora');
    const ref = message ?? expect.fail('no message');
    expect(() => discord.interact.click(dora, ref, 'Claim')).to.throw('does not see this message');
    const { modal: open } = await discord.interact.click(vera, ref, 'Claim');
    await shown.outcome;
    expect(open?.inputs.map((one) => [one.label, one.options])).to.deep.equal([
      ['Why', undefined],
      ['Topic', ['p', 'n']],
    ]);
    const sent = answering(async (interaction) => {
      if (!interaction.isModalSubmit()) expect.fail('no form');
      await interaction.reply({ content: 'ok', flags: MessageFlags.Ephemeral });
      return [interaction.fields.getTextInputValue('why'), interaction.fields.getStringSelectValues('topic')];
    });
    await discord.interact.submitModal(vera, open ?? expect.fail('no form'), { why: 'because', topic: 'n' });
    expect(await sent.outcome).to.deep.equal(['because', ['n']]);
  });

  it('refuses forms that break the rules, after a defer, or in answer to a form', async () => {
    const ref = await card();
    const { outcome } = answering(async (interaction) => {
      if (!interaction.isButton()) return [];
      const path = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
      const attempt = (data: object, type = 9) =>
        refused(client.rest.post(path, { body: { type, data }, auth: false }));
      const long = { ...modal, title: 'x'.repeat(46), components: [] };
      const wide = { ...modal, components: [{ type: 1, components: [input, { ...input, custom_id: 'b' }] }] };
      const problems = [await attempt(long), await attempt(wide), await attempt({}, 8)];
      problems.push(await attempt({ content: 'x'.repeat(2001) }, 4));
      await interaction.deferUpdate();
      return [...problems, await attempt(modal)];
    });
    await discord.interact.click(vera, ref, 'Claim');
    expect(await outcome).to.deep.equal([
      '50035 data.title[BASE_TYPE_BAD_LENGTH] data.components[BASE_TYPE_BAD_LENGTH]',
      '50035 data.components[0].components[BASE_TYPE_BAD_LENGTH]',
      '50035 type[BASE_TYPE_CHOICES]',
      '50035 data.content[BASE_TYPE_MAX_LENGTH]',
      '40060',
    ]);
    const opened = answering(
      async (interaction) => void (await (interaction.isButton() && interaction.showModal(modal))),
    );
    const { modal: form } = await discord.interact.click(vera, ref, 'Claim');
    await opened.outcome;
    const again = answering(async (interaction) => {
      if (!interaction.isModalSubmit()) return 'no form';
      const path = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
      return refused(client.rest.post(path, { body: { type: 9, data: modal }, auth: false }));
    });
    await discord.interact.submitModal(vera, form ?? expect.fail('no form'), { why: 'because' });
    expect(await again.outcome).to.equal('50035 type[BASE_TYPE_CHOICES]');
  });

  it('takes an answer away, also one that only one person saw', async () => {
    const { outcome } = answering(async (interaction) => {
      if (!interaction.isRepliable()) return;
      await interaction.reply('for all');
      const { id } = await interaction.followUp({ content: 'for you', flags: MessageFlags.Ephemeral });
      await interaction.deleteReply(id);
      await interaction.deleteReply();
      return refused(interaction.fetchReply());
    });
    await discord.interact.slash(vera, help, 'ask', { question: 'x' });
    expect(await outcome).to.equal('10008');
    expect(discord.look.messages(help)).to.have.length(0);
    expect(discord.look.ephemerals(vera, help)).to.have.length(0);
  });

  it('says that the channel is gone, when it is', async () => {
    const { outcome } = answering(async (interaction) => {
      if (!interaction.isRepliable()) return;
      discord.world.deleteChannel(help);
      return refused(interaction.reply('x'));
    });
    await discord.interact.slash(vera, help, 'ask', { question: 'x' });
    expect(await outcome).to.equal('10003');
  });

  it('is lost with its session like any event: the person is told that it failed', async () => {
    const ref = await card();
    const seen = await discord.interact.click(vera, ref, 'Claim', { unheard: true });
    expect(seen).to.include({ ok: false, error: 'This interaction failed' });
  });
});
