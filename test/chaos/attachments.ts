import type { AskerSeat, Attached, DeskSeat } from './platform.js';

/** Begins the name of every file. */
const PREFIX = 'file-';
/** So large is a file: it comes in more than one piece. */
const BYTES = 100_000;

/** What became of a file at the other side. */
export type Fate =
  | 'arrived'
  /** It could not be passed on, and both sides are told. */
  | 'named'
  | 'on its way';

/** A file that somebody attached, and where it is to arrive. */
interface Sent extends Attached {
  readonly to: 'asker' | 'desk';
}

/** The files of one conversation. */
export class Attachments {
  readonly #sent: Sent[] = [];

  constructor(
    private readonly asker: AskerSeat,
    private readonly desk: DeskSeat,
  ) {}

  /** A file whose name and bytes no other one has. */
  make(name: string, to: Sent['to']): Attached {
    const writer = this.asker.names[0]?.replace(/\W/g, '') ?? '';
    const file = { name: `${PREFIX}${name}-${writer}.txt`, to };
    const line = `${this.#sent.length + 1}. What stands in ${file.name}, line for line.\n`;
    const sent = { ...file, data: line.repeat(Math.ceil(BYTES / line.length)) };
    this.#sent.push(sent);
    return sent;
  }

  /** What became of the files so far, in order; throws where one came twice, or is not what was sent. */
  async fates(): Promise<readonly Fate[]> {
    const there = { asker: await this.asker.files?.(), desk: await this.desk.files?.() };
    const sheets = [this.asker.sees(), ...this.desk.sees()].flat();
    return this.#sent.flatMap(({ name, data, to }): Fate[] => {
      const found = there[to]?.filter((file) => file.name === name);
      if (!found) return [];
      if (found.length > 1) throw new Error(`${name} came ${found.length} times`);
      const [file] = found;
      const isNamed = sheets.some((line) => line.includes(`“${name}”`));
      if (!file) return [isNamed ? 'named' : 'on its way'];
      if (file.data !== data)
        throw new Error(`${name} has ${file.data.length} characters, not the ${data.length} that were sent`);
      if (isNamed) throw new Error(`${name} came, and it is said that it did not`);
      return ['arrived'];
    });
  }
}

/**
 * What is read, without files and without what is said of those that did not cross: they are compared one by one, since
 * an upload that failed three times is named instead.
 */
export function withoutFiles(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const words = line.replaceAll(new RegExp(`\\s*<${PREFIX}[^>]*>`, 'g'), '');
    if (words.includes(`“${PREFIX}`)) return [];
    // A message that was nothing but files.
    return words !== line && /^\S[^:]*:\s*$/.test(words) ? [] : [words];
  });
}
