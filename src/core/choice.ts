import { oneWidth } from './one-width.js';
import { simplify } from './traditional.js';

const HAN = /\p{Script=Han}/u;

/** A name, or a text in which one is looked for, in one width and in simplified characters. */
export function oneWriting(text: string): string {
  const normal = oneWidth(text).trim();
  return HAN.test(normal) ? simplify(normal) : normal;
}

/**
 * What the name of a choice is compared by: width, case and the way in which Chinese is written make no difference, signs do,
 * so that C, C++ and C# are three.
 */
export function choiceKey(name: string): string {
  return oneWriting(name).toLowerCase();
}

/** What people see of a choice, given how each language calls the choices of its slot: by its own name where it has no other. */
export function namesShown(
  choice: string,
  languages: readonly (Readonly<Record<string, string>> | undefined)[],
): readonly string[] {
  return [
    ...new Set(
      languages.map((names) => (names && Object.hasOwn(names, choice) ? names[choice] : undefined) ?? choice),
    ),
  ];
}
