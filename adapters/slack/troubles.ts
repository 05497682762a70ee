/** What one of Slack's error codes means to us. */
export interface Trouble {
  /** What is wrong and what to do, without the full stop. */
  readonly words: string;
  /** It may work later, without anybody sending it again: an effect waits. */
  readonly passes?: true;
  /** It concerns the whole app: the owner is alarmed. */
  readonly ofApp?: true;
  /** Nobody can be reached there. */
  readonly unreachable?: true;
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  ratelimited: { words: 'Slack asks to wait', passes: true },
  rate_limited: { words: 'Slack asks to wait', passes: true },
  internal_error: { words: 'Slack has a fault of its own', passes: true },
  fatal_error: { words: 'Slack has a fault of its own', passes: true },
  service_unavailable: { words: 'Slack is unavailable', passes: true },
  request_timeout: { words: 'Slack took too long', passes: true },
  team_added_to_org: { words: 'the workspace is being moved', passes: true },
  invalid_auth: {
    words:
      'the bot token is not valid; put the one of the app’s “OAuth & Permissions” page into SLACK_BOT_TOKEN',
    passes: true,
    ofApp: true,
  },
  not_authed: { words: 'no token was sent; set SLACK_BOT_TOKEN', passes: true, ofApp: true },
  token_revoked: {
    words: 'the bot token was revoked or the app was uninstalled; install the app again',
    passes: true,
    ofApp: true,
  },
  token_expired: { words: 'the bot token has expired; install the app again', passes: true, ofApp: true },
  account_inactive: {
    words: 'the app was uninstalled or its account is deactivated; install the app again',
    passes: true,
    ofApp: true,
  },
  missing_scope: {
    words: 'the app lacks a permission; install it again with the manifest of “firstline manifest slack”',
    passes: true,
    ofApp: true,
  },
  channel_not_found: { words: 'the channel does not exist, or the bot is not in it', unreachable: true },
  not_in_channel: { words: 'the bot is not in the channel; invite it with /invite', unreachable: true },
  is_archived: { words: 'the channel is archived', unreachable: true },
  user_not_found: { words: 'Slack does not know this person', unreachable: true },
  user_disabled: { words: 'this person’s account is deactivated', unreachable: true },
  cannot_dm_bot: { words: 'bots get no direct messages', unreachable: true },
  thread_not_found: { words: 'the thread is gone', unreachable: true },
  message_not_found: { words: 'the message is gone' },
  cant_update_message: { words: 'the message is not the bot’s to change' },
  cant_delete_message: { words: 'the message is not the bot’s to delete' },
  edit_window_closed: { words: 'the workspace allows no changes after this time' },
  msg_too_long: { words: 'the message is too long for Slack' },
  restricted_action: { words: 'the workspace does not let the bot write there', unreachable: true },
  restricted_action_read_only_channel: { words: 'the channel is read-only', unreachable: true },
  restricted_action_thread_locked: { words: 'the thread is locked', unreachable: true },
};

/** What is known of an error code. */
export function troubleOf(code: string): Trouble | undefined {
  return Object.hasOwn(TROUBLES, code) ? TROUBLES[code] : undefined;
}
