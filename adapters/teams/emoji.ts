/** Teams' six first reactions, which it calls by name. */
const NAMED: Readonly<Record<string, string>> = {
  like: '👍',
  heart: '❤️',
  laugh: '😆',
  surprised: '😮',
  sad: '😢',
  angry: '😠',
};

/**
 * A reaction of Teams as an emoji; one that only Teams has is `:name:`. Newer ones are called by the hexadecimal code of
 * their character.
 *
 * @example emojiOf('1f44f_clappinghands') // '👏'
 */
export function emojiOf(type: string): string {
  const known = Object.hasOwn(NAMED, type) ? NAMED[type] : undefined;
  if (known !== undefined) return known;
  const codes = /^([\da-f]{4,6}(?:-[\da-f]{4,6})*)(?:_|$)/i.exec(type)?.[1];
  const points = codes?.split('-').map((code) => Number.parseInt(code, 16)) ?? [];
  if (points.length > 0 && points.every((point) => point <= 0x10ffff)) return String.fromCodePoint(...points);
  return /\p{Extended_Pictographic}/u.test(type) ? type : `:${type.replace(/[^\w-]/g, '')}:`;
}
