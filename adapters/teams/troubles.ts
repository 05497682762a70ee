/** What one of Teams' error codes means to us: words without the full stop, and whether nobody can be reached there. */
export interface Trouble {
  readonly words: string;
  readonly unreachable?: true;
}

const TROUBLES: ReadonlyMap<string, Trouble> = new Map<string, Trouble>([
  [
    'BotNotInConversationRoster',
    { words: 'the app was removed from this team or chat; add it again', unreachable: true },
  ],
  ['ConversationNotFound', { words: 'the conversation does not exist any more', unreachable: true }],
  ['ConversationBlockedByUser', { words: 'this person has blocked the bot', unreachable: true }],
  ['ForbiddenOperationException', { words: 'the app is not installed for this person', unreachable: true }],
  [
    'BotDisabledByAdmin',
    { words: 'an administrator has disabled the app in the Teams admin centre', unreachable: true },
  ],
  ['NotEnoughPermissions', { words: 'the bot may not do this here', unreachable: true }],
  [
    'InvalidBotApiHost',
    { words: 'Teams answers for this conversation at another address', unreachable: true },
  ],
  ['ActivityNotFoundInConversation', { words: 'the message is gone' }],
  ['MessageSizeTooBig', { words: 'the message is too large for Teams' }],
  ['MemberNotFoundInConversation', { words: 'this person is not in the conversation', unreachable: true }],
]);

/** What is known of an error code. */
export function troubleOf(code: string | undefined): Trouble | undefined {
  return code === undefined ? undefined : TROUBLES.get(code);
}

/** The message that was to be changed is not there. */
export const GONE = 'ActivityNotFoundInConversation';
/** The person is none of the conversation. */
export const NO_MEMBER = 'MemberNotFoundInConversation';
