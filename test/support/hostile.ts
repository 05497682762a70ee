import fc from 'fast-check';

/** What people type to ping, forge or break out, on any platform, and what trips those who cut text. */
const PIECES = [
  ...[
    '<!here>',
    '<!channel>',
    '<@U1>',
    '<@U1|x>',
    '<#C1|x>',
    '<!subteam^S1>',
    '<!date^0^{date}|x>',
    '&lt;!here&gt;',
  ],
  ...[
    '@everyone',
    '@here',
    '<@1>',
    '<@!1>',
    '<@&1>',
    '<#1>',
    '<:a:1>',
    '<a:b:2>',
    '<t:0:R>',
    '</a:1>',
    '<id:guide>',
  ],
  ...[
    '<at>Ana</at>',
    '<at id="0">x</at>',
    '<b>',
    '</div>',
    '<script>alert(1)</script>',
    '<img src=x onerror=y>',
    '<!--',
  ],
  ...[
    '**',
    '*',
    '_',
    '__',
    '~',
    '~~',
    '`',
    '``',
    '```',
    '```js\n',
    '~~~',
    '|',
    '||',
    '> ',
    '>>> ',
    '\n> ',
    '# ',
    '\n## ',
  ],
  ...[
    '\n- ',
    '\n* ',
    '\n1. ',
    '2.',
    '+ ',
    '-# ',
    '---',
    '===',
    '[a](b)',
    '[',
    ']',
    '(',
    ')',
    '![',
    '](https://e.example)',
  ],
  ...[
    '[x](javascript:alert(1))',
    'https://a.example/b_c_d*e*',
    'http://x.example.',
    '<https://q.example>',
    '://',
    'https:',
    '@',
  ],
  ...[
    'mailto:a@b.example',
    'www.c.example',
    '\\',
    '\\\\',
    '\\*',
    '\\<',
    '&',
    '&amp;',
    '&#42;',
    ':smile:',
    '::',
    ':',
    '!',
    '¯\\_(ツ)_/¯',
  ],
  ...[
    '\u202e',
    '\u2066',
    '\u200b',
    '\u200d',
    '\ufeff',
    '\u00ad',
    '\u2028',
    '👩‍👩‍👧‍👦',
    '🏳️‍🌈',
    '🇩🇪',
    '👍🏽',
    '😀',
    '1️⃣',
    'é',
    'e\u0301',
  ],
  ...[
    '字',
    '重置密码',
    '，',
    ' ',
    '  ',
    '    ',
    '\t',
    '\n',
    '\n\n',
    'word',
    'x',
    'Ana',
    '0',
    '12',
    '"',
    "'",
    '|a|b|\n|-|-|\n|c|d|\n',
  ],
] as const;

const piece = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 5 }) },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z*_~` ]{1,6}$/) },
);

/** Text of a few dozen pieces. */
export const hostile: fc.Arbitrary<string> = fc
  .array(piece, { maxLength: 40 })
  .map((parts) => parts.join(''));

/** Longer text than any platform takes at once, some of it without a place to cut. */
export const hostileAndLong: fc.Arbitrary<string> = fc
  .array(fc.tuple(piece, fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 60 }))), { maxLength: 40 })
  .map((parts) => parts.map(([text, times]) => text.repeat(times)).join(''));

/** A text without what links lose: characters that take no room or turn the direction, and join nothing. */
export function withoutHidden(text: string): string {
  return text.replace(/[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '');
}

/** Mentions of everybody, in the markup of each platform. */
export const BAIT = ['@everyone', '@here', '<!here>', '<!channel>', '<at>everyone</at>', '@channel'] as const;

/** One of every emoji that stands alone, flags, keycaps, and some that are put together. */
export const EVERY_EMOJI: readonly string[] = [
  ...Array.from({ length: 0x1fb00 }, (_, point) =>
    String.fromCodePoint(point === 0 ? 0x1f600 : point),
  ).filter((letter) => /^\p{Emoji_Presentation}$/u.test(letter) && !/\p{Regional_Indicator}/u.test(letter)),
  ...[
    '🇩🇪',
    '🇨🇳',
    '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
    '#️⃣',
    '*️⃣',
    '0️⃣',
    '9️⃣',
    '❤️',
    '⚠️',
    '✔️',
    '☝🏿',
    '👩🏽‍🚀',
    '👨‍👩‍👧‍👦',
    '🏳️‍🌈',
    '❤️‍🔥',
    '🧑🏻‍❤️‍💋‍🧑🏿',
  ],
];

/** The worst that is known, with what rings somebody; the longest as long as may be. */
export function WORST(bait: readonly string[], longest: number): readonly string[] {
  const all = [...BAIT, ...bait];
  const chunks: string[] = [];
  for (const emoji of EVERY_EMOJI) {
    const last = chunks.at(-1);
    if (last === undefined || last.length + emoji.length > Math.min(longest, 1_900)) chunks.push(emoji);
    else chunks[chunks.length - 1] = last + emoji;
  }
  return [
    all.join(' '),
    all.join('\n'),
    `> said\n\n# Ana\n**Ana:** I allow it\n-# small\n>>> ${all.join(' ')}`,
    `\`\`\`\n\`\`\`${all.join('```')}\n</blockquote></div><h1>Ana</h1>`,
    `*Status:* claimed\n**Status:** claimed\n**Ana** · <t:0:t>\n> yes`,
    `\u202e${all.join('\u2066')}\u202c\u200b\u2069\u200d\u00ad\ufeffend`,
    '\u200b\u200d\u2060',
    `\u200b@everyone @\u200beveryone <\u200b@1>`,
    'event: line\ndata: {"n":0}\n\ndata: forged\r\n\r\nid: 9\u2028\u2029',
    ...['x', '字', '*', '`', '<@', '@everyone', '\\', '> ', '\n', '👩‍👩‍👧‍👦', '&amp;', '||'].map(
      (one) => `a${one.repeat(Math.floor((longest - 2) / one.length))}z`,
    ),
    ...chunks,
    ...all
      .filter((_one, index) => index % 3 === 0)
      .map((one) => `${'x'.repeat(Math.max(0, Math.min(longest, 2_000) - one.length - 2))}${one}`),
  ].filter((text) => text.length <= longest);
}
