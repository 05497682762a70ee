/** What one of Discord's error codes means to us. */
export interface Trouble {
  /** What is wrong and what to do, without the full stop. */
  readonly words: string;
  /** It may work later, without anybody sending it again: an effect waits. */
  readonly passes?: true;
  /** Nobody can be reached there. */
  readonly unreachable?: true;
}

/** The asker takes no direct messages. */
export const CLOSED = 50007;
export const UNKNOWN_CHANNEL = 10003;
export const UNKNOWN_MESSAGE = 10008;
export const UNKNOWN_WEBHOOK = 10015;
export const UNKNOWN_EMOJI = 10014;
export const UNKNOWN_MEMBER = 10007;
export const UNKNOWN_USER = 10013;
export const NOT_OURS = 50005;
export const MISSING_ACCESS = 50001;
export const MISSING_PERMISSIONS = 50013;
export const WRONG_KIND = 50024;
export const INVALID_FORM = 50035;
export const ARCHIVED = 50083;
export const NO_MUTUAL_SERVER = 50278;
export const THREAD_EXISTS = 160004;

const TROUBLES: ReadonlyMap<number, Trouble> = new Map<number, Trouble>([
  [UNKNOWN_CHANNEL, { words: 'the channel or thread does not exist any more', unreachable: true }],
  [10004, { words: 'the bot is not on this server', unreachable: true }],
  [UNKNOWN_MEMBER, { words: 'this person is not on the server', unreachable: true }],
  [UNKNOWN_MESSAGE, { words: 'the message is gone' }],
  [UNKNOWN_USER, { words: 'Discord does not know this person', unreachable: true }],
  [UNKNOWN_EMOJI, { words: 'Discord has no such reaction' }],
  [30007, { words: 'the channel has 15 webhooks already; delete one' }],
  [30010, { words: 'the message has 20 kinds of reactions already' }],
  [40067, { words: 'the forum wants a tag on each post; make one that is called “queued”' }],
  [MISSING_ACCESS, { words: 'the bot cannot see this channel; give its role access', unreachable: true }],
  [NOT_OURS, { words: 'the message is not the bot’s to change' }],
  [CLOSED, { words: 'this person takes no direct messages from the bot', unreachable: true }],
  [
    MISSING_PERMISSIONS,
    {
      words: 'the bot lacks a permission in this channel; invite it again, or give its role the permission',
      unreachable: true,
    },
  ],
  [WRONG_KIND, { words: 'this kind of channel does not take that' }],
  [INVALID_FORM, { words: 'Discord does not take the message as it is' }],
  [ARCHIVED, { words: 'the thread is archived and locked; unlock it', unreachable: true }],
  [NO_MUTUAL_SERVER, { words: 'this person shares no server with the bot any more', unreachable: true }],
  [90001, { words: 'this person has blocked the bot' }],
  [160005, { words: 'the thread is locked; unlock it', unreachable: true }],
  [160006, { words: 'the server has 1000 active threads already; archive some', passes: true }],
  [40062, { words: 'Discord asks to wait', passes: true }],
  [40333, { words: 'Discord asks to wait', passes: true }],
]);

/** What is known of an error code. */
export function troubleOf(code: number): Trouble | undefined {
  return TROUBLES.get(code);
}
