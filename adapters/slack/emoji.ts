/** Reactions that cross, by Slack's names. Another one crosses as `:name:`. */
const EMOJI: Readonly<Record<string, string>> = {
  '+1': '👍',
  '-1': '👎',
  thumbsup: '👍',
  thumbsdown: '👎',
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  warning: '⚠️',
  eyes: '👀',
  heart: '❤️',
  joy: '😂',
  tada: '🎉',
  pray: '🙏',
  clap: '👏',
  fire: '🔥',
  rocket: '🚀',
  smile: '😄',
  slightly_smiling_face: '🙂',
  thinking_face: '🤔',
  cry: '😢',
  rage: '😡',
  x: '❌',
  question: '❓',
  exclamation: '❗',
  100: '💯',
  ok_hand: '👌',
  wave: '👋',
  raised_hands: '🙌',
  hourglass_flowing_sand: '⏳',
  leftwards_arrow_with_hook: '↩️',
};

const NAMES = new Map(Object.entries(EMOJI).map(([name, emoji]) => [emoji.replace(/\ufe0f/g, ''), name]));

/** A reaction's character; `:name:` where there is none (a workspace's own). Skin tones are dropped. */
export function emojiOf(name: string): string {
  const [plain = name] = name.split('::');
  return Object.hasOwn(EMOJI, plain) ? (EMOJI[plain] ?? plain) : `:${plain}:`;
}

/** Slack's name of a reaction; undefined where it has none. */
export function emojiName(emoji: string): string | undefined {
  return /^:([^:\s]+):$/.exec(emoji)?.[1] ?? NAMES.get(emoji.replace(/\ufe0f/g, ''));
}
