import { fill, type PageLanguage, type StringKey, strings } from './strings.js';

const KEPT = 'firstline-language';

/** What the reader chose before, or what their browser prefers. */
export const language: PageLanguage = readKept() ?? preferred();

document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';

/** A string of the page in its language. */
export function t(key: StringKey, values: Readonly<Record<string, string | number>> = {}): string {
  return fill(strings[language][key], values);
}

/** Changes to the other language. The page is drawn anew; what is being written is kept by its composer. */
export function switchLanguage(): void {
  try {
    localStorage.setItem(KEPT, language === 'zh' ? 'en' : 'zh');
  } catch {} // a browser may forbid storage
  location.reload();
}

function readKept(): PageLanguage | undefined {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept === 'en' || kept === 'zh' ? kept : undefined;
  } catch {
    return undefined;
  }
}

function preferred(): PageLanguage {
  const first = navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag)) ?? 'en';
  return /^zh/i.test(first) ? 'zh' : 'en';
}
