import { expect } from 'chai';
import {
  type Client,
  type Interaction,
  MessageFlags,
  type RESTPutAPIApplicationCommandsJSONBody,
} from 'discord.js';
import { z } from 'zod';
import { answerNext } from './answering.js';
import { startClient } from './clients.js';
import { startFakeDiscord } from './fake-discord.js';
import { refused } from './refused.js';
import type { FakeDiscord } from './surface.js';

const COMMANDS: RESTPutAPIApplicationCommandsJSONBody = [
  {
    name: 'ask',
    description: 'Ask a question',
    options: [
      { type: 3, name: 'question', description: 'What you want to know', required: true },
      { type: 5, name: 'urgent', description: 'Whether it cannot wait' },
    ],
  },
  { name: 'Hand over', type: 3 },
  {
    name: 'case',
    description: 'Work on cases',
    contexts: [0],
    options: [
      {
        type: 1,
        name: 'give',
        description: 'Give a case to somebody',
        options: [
          { type: 6, name: 'to', description: 'Whom', required: true },
          { type: 3, name: 'why', description: 'Why', choices: [{ name: 'Holiday', value: 'h' }] },
        ],
      },
    ],
  },
  { name: 'admin', description: 'For managers', default_member_permissions: '32' },
];

describe('commands in the fake Discord', () => {
  let discord: FakeDiscord;
  let client: Client<true>;
  let vera: string;
  let help: string;

  before(async () => {
    discord = await startFakeDiscord({ rates: 'off', timing: { identifyMs: 0 } });
    vera = discord.world.addUser('vera');
    help = discord.world.addChannel('help');
    client = await startClient(discord);
    await client.application.commands.set(COMMANDS);
  });

  after(async () => {
    await client.destroy();
    await discord.stop();
  });

  const answering = <T>(act: (interaction: Interaction) => Promise<T>) => answerNext(client, act);

  it('registers commands, lists them, and refuses bad ones', async () => {
    expect(discord.look.commands()).to.have.members(['ask', 'Hand over', 'case', 'admin']);
    const listed = await client.application.commands.fetch();
    expect([...listed.values()].map(({ name, description }) => `${name}: ${description}`)).to.include(
      'ask: Ask a question',
    );
    const id = listed.find(({ name }) => name === 'ask')?.id;
    const again = await client.application.commands.set(COMMANDS);
    expect(again.find(({ name }) => name === 'ask')?.id).to.equal(id);
    await client.application.commands.set([{ name: 'local', description: 'x' }], discord.guildId);
    expect(discord.look.commands(discord.guildId)).to.deep.equal(['local']);
    const put = (body: unknown) =>
      refused(client.rest.put(`/applications/${discord.applicationId}/commands`, { body }));
    expect(await put([{ name: 'Upper Case', description: '' }])).to.equal(
      '50035 0.name[APPLICATION_COMMAND_INVALID_NAME] 0.description[BASE_TYPE_REQUIRED]',
    );
    expect(await put([COMMANDS[0], COMMANDS[0]])).to.equal('50035 1[APPLICATION_COMMANDS_DUPLICATE_NAME]');
    expect(discord.look.commands()).to.have.length(4);
  });

  it('makes, shows and removes single commands', async () => {
    const other = discord.world.addGuild('Other');
    const path = `/applications/${discord.applicationId}/guilds/${other}/commands` as const;
    const made = await client.rest.post(path, { body: { name: 'one', description: 'x' } });
    const { id } = z.object({ id: z.string() }).parse(made);
    expect(await client.rest.get(`${path}/${id}`)).to.include({ name: 'one', guild_id: other, type: 1 });
    await client.rest.delete(`${path}/${id}`);
    expect(await refused(client.rest.get(`${path}/${id}`))).to.equal('10063');
    const menuWithDescription = { name: 'Two', type: 3, description: 'x' };
    expect(await refused(client.rest.post(path, { body: menuWithDescription }))).to.equal(
      '50035 description[APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED]',
    );
    const options = [
      { type: 3, name: 'a', description: 'x' },
      { type: 3, name: 'b', description: 'x', required: true },
    ];
    expect(
      await refused(client.rest.post(path, { body: { name: 'three', description: 'x', options } })),
    ).to.equal('50035 options[1][APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID]');
    expect(await refused(client.rest.get('/applications/100000000000000000/commands'))).to.equal('50001');
  });

  it('takes subcommands, with people and choices', async () => {
    const { outcome } = answering(async (interaction) => {
      if (!interaction.isChatInputCommand()) expect.fail('no slash command');
      const { options } = interaction;
      const member = options.getMember('to');
      await interaction.reply('given');
      return [
        options.getSubcommand(),
        options.getUser('to')?.username,
        options.getString('why'),
        member !== null,
      ];
    });
    await discord.interact.slash(vera, help, 'case give', { to: discord.botUser, why: 'h' });
    expect(await outcome).to.deep.equal(['give', 'firstline', 'h', true]);
    const slash =
      (command: string, why = 'h') =>
      () => {
        return discord.interact.slash(vera, help, command, { to: vera, why });
      };
    expect(slash('case give', 'other')).to.throw('why has no choice other');
    expect(slash('case')).to.throw('/case needs a subcommand');
    expect(slash('case take')).to.throw('no command /case take');
    const dm = discord.world.dm(vera);
    expect(() => discord.interact.slash(vera, dm, 'case give', { to: vera })).to.throw('not offered here');
  });

  it('offers people only what is there for them', () => {
    expect(() => discord.interact.slash(vera, help, 'ask')).to.throw('needs its option question');
    expect(() => discord.interact.slash(vera, help, 'ask', { question: 1 })).to.throw('question is a string');
    expect(() => discord.interact.slash(vera, help, 'ask', { question: 'x', other: 1 })).to.throw(
      'no option other',
    );
    expect(() => discord.interact.slash(vera, help, 'admin')).to.throw('does not see the command');
    expect(() => discord.interact.slash(vera, help, 'none')).to.throw('no command none');
    expect(() => discord.interact.slash(vera, discord.world.dm(vera), 'local')).to.throw('no command local');
  });

  it('uses a command on a message, with the message in it', async () => {
    const ref = discord.people.say(vera, help, 'help me');
    const { outcome } = answering(async (interaction) => {
      if (!interaction.isMessageContextMenuCommand()) expect.fail('no message command');
      await interaction.reply({ content: 'ok', flags: MessageFlags.Ephemeral });
      return `${interaction.targetMessage.author.username}: ${interaction.targetMessage.content}`;
    });
    expect(await discord.interact.messageCommand(vera, ref, 'Hand over')).to.include({ text: 'ok' });
    expect(await outcome).to.equal('vera: help me');
  });
});
