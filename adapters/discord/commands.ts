import { listIn, numberIn, textIn } from '../../src/core/json.js';
import { phrase } from '../../src/core/phrases/phrase.js';
import type { Log } from '../../src/core/ports/ambient.js';
import type { Api } from './api.js';
import { cut } from './render.js';

/** The slash commands. */
export const ASK = 'ask';
export const CASES = 'cases';
export const DESK = 'desk';

const SLASH = 1;
const ON_MESSAGE = 3;
const TEXT_OPTION = 3;
/** Where a command shows: on servers, and in direct messages with the bot. It is installed on servers, by no person. */
const ON_SERVERS = { contexts: [0], integration_types: [0] } as const;
const EVERYWHERE = { contexts: [0, 1], integration_types: [0] } as const;
/** Discord’s names of Chinese. */
const CHINESE = ['zh-CN', 'zh-TW'] as const;

/** A command as it is registered. */
interface Command {
  readonly name: string;
  readonly type: number;
  readonly [field: string]: unknown;
}

/** The commands: `/ask`, `/cases`, `/desk pause|resume`, and “Ask …” on a message. */
export function commandsOf(name: string): readonly Command[] {
  const inChinese = (key: Parameters<typeof phrase>[1]) =>
    Object.fromEntries(CHINESE.map((locale) => [locale, phrase('zh', key, { name })]));
  const described = (key: Parameters<typeof phrase>[1]) => ({
    description: cut(phrase('en', key), 100),
    description_localizations: inChinese(key),
  });
  return [
    {
      name: ASK,
      type: SLASH,
      ...EVERYWHERE,
      ...described('commandAsk'),
      options: [
        {
          type: TEXT_OPTION,
          name: 'question',
          ...described('commandAskOption'),
          required: true,
          max_length: 2000,
        },
      ],
    },
    { name: CASES, type: SLASH, ...EVERYWHERE, ...described('commandCases') },
    {
      name: DESK,
      type: SLASH,
      ...ON_SERVERS,
      ...described('commandDesk'),
      options: [
        {
          type: TEXT_OPTION,
          name: 'action',
          ...described('commandDeskOption'),
          required: true,
          choices: ['pause', 'resume'].map((value) => ({ name: value, value })),
        },
      ],
    },
    {
      name: messageCommand(name),
      type: ON_MESSAGE,
      ...EVERYWHERE,
      name_localizations: Object.fromEntries(
        CHINESE.map((locale) => [locale, cut(phrase('zh', 'commandMessage', { name }), 32)]),
      ),
    },
  ];
}

/** The name of the command on a message. */
export function messageCommand(name: string): string {
  return cut(phrase('en', 'commandMessage', { name }), 32);
}

/**
 * Registers the commands, one by one, so that those of a host stay; each is `ours` from then on. A host that has a
 * command of that name keeps it. Rejects where Discord does not take them.
 */
export async function registerCommands(options: {
  readonly api: Api;
  readonly application: string;
  readonly name: string;
  readonly mounted: boolean;
  readonly ours: (name: string) => void;
  readonly log: Log;
}): Promise<void> {
  const { api, application, name, mounted, ours, log } = options;
  const path = `/applications/${application}/commands` as const;
  const listed = await api.call('GET', path);
  if (!listed.ok) throw new Error(`the commands could not be read: ${listed.outcome.reason}`);
  const there = Array.isArray(listed.answer) ? listed.answer : [];
  for (const command of commandsOf(name)) {
    const same = there.find(
      (one) => textIn(one, 'name') === command.name && (numberIn(one, 'type') ?? SLASH) === command.type,
    );
    const described = textIn(same, 'description') ?? '';
    const isTheirs = same !== undefined && described !== (command.description ?? '');
    if (isTheirs && mounted) {
      log.warn(
        { command: command.name },
        'the bot has a command of this name already; Firstline leaves it alone',
      );
      continue;
    }
    ours(command.name);
    if (!isTheirs && isCurrent(same, command)) continue;
    const made = await api.call('POST', path, { body: command });
    if (!made.ok) throw new Error(`the command ${command.name} could not be made: ${made.outcome.reason}`);
  }
}

/** Whether a command is registered as it is now: an older version of ours said the same and showed elsewhere. */
function isCurrent(there: unknown, command: Command): boolean {
  const shown = (one: unknown) =>
    JSON.stringify([
      ...['contexts', 'integration_types'].map((field) => listIn(one, field).toSorted()),
      listIn(one, 'options').map((option) => [
        textIn(option, 'name'),
        textIn(option, 'description'),
        listIn(option, 'choices').map((choice) => textIn(choice, 'value')),
      ]),
    ]);
  return there !== undefined && shown(there) === shown(command);
}
