import type { Author } from '../core/event-base.js';
import { phrase } from '../core/phrases/phrase.js';
import type { Settings } from '../core/settings.js';

/** Letters of other scripts that are drawn like Latin ones; those that names are forged with, not all that there are. */
const LOOKALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  [...'аaеeоoрpсcуyхxіiјjѕsԁdһhԛqԝwοoαaιiνvρpτtκkᴀaɑaıi'.matchAll(/(.)(.)/gu)].map(([, from, to]) => [
    from,
    to,
  ]),
);

/**
 * An asker under the name that others see it with. Whoever is called like the bot or like a person of the desk is marked
 * as an asker, in the desk's language: relayed words stand under their writer's name, which everybody chooses freely.
 */
export function askersName<A extends Author>(author: A, { name, desk }: Pick<Settings, 'name' | 'desk'>): A {
  const taken = new Set([name, ...desk.roster.people.map((person) => person.name)].map(skeleton));
  if (!taken.has(skeleton(author.name))) return author;
  return { ...author, name: phrase(desk.language, 'askerMarked', { name: author.name.trim() }) };
}

/** What is left of a name for the eye: without width, case, accents drawn apart, spaces and what is invisible. */
function skeleton(name: string): string {
  const plain = name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}|\p{C}/gu, '')
    .replace(/[\p{Z}\s]+/gu, ' ')
    .trim()
    .toLowerCase();
  return [...plain].map((letter) => LOOKALIKES[letter] ?? letter).join('');
}
