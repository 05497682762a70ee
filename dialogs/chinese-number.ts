const DIGITS = new Map(
  [...'零〇一二两兩三四五六七八九'].map((sign, i) => [sign, [0, 0, 1, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9][i] ?? 0]),
);
const TENS = new Map([...'十百千'].map((sign, i) => [sign, 10 ** (i + 1)]));

/**
 * The number that a text is in Chinese, in digits: 两个 is 2, 一百二十 and 一百二 are 120, 二十号 is 20, 第三个 is 3, 一二三四 is 1234.
 * Undefined for any other text: 等一下 is none.
 */
export function chineseNumber(text: string): string | undefined {
  const said =
    /^第?([零〇一二两兩三四五六七八九十百千]{1,12})(?:个月|個月|小时|小時|[个個天号號日位人份台次年月周])?$/.exec(
      text,
    )?.[1];
  if (said === undefined) return undefined;
  const signs = [...said];
  if (!signs.some((sign) => TENS.has(sign))) {
    // 两三天 is two or three.
    if (signs.length === 2 || (signs.length > 2 && said !== text)) return undefined;
    return signs.map((sign) => DIGITS.get(sign) ?? 0).join('');
  }
  let sum = 0;
  let digit: number | undefined;
  let last = 10_000;
  for (const sign of signs) {
    const times = TENS.get(sign);
    if (times === undefined) {
      if (digit !== undefined && digit !== 0) return undefined; // 一二十
      digit = DIGITS.get(sign);
      continue;
    }
    if (times >= last) return undefined; // 十百
    last = times;
    sum += (digit || 1) * times;
    digit = undefined;
  }
  const isShort = last >= 100 && TENS.has(signs.at(-2) ?? ''); // 一百二 is 120
  return String(sum + (digit ?? 0) * (isShort ? last / 10 : 1));
}
