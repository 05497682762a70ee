import type { NumberedLine } from '../../src/core/line.js';
import type { Reader } from '../../src/core/ports/store.js';
import { loadMarkdown, type ToHtml } from './markdown.js';
import type { WireLine, WireLines } from './page/wire.js';

/** Lines that a page gets at once; earlier ones when it asks. */
const PAGE = 100;
/** More changes than this, and a page begins anew. */
const CHANGES = 500;

type Render = (line: NumberedLine, toHtml: ToHtml) => WireLine | undefined;

/** Lines of one stream as pages get them. */
export interface LinesOf {
  /** The last lines, or those changed since a sequence; undefined where nothing has. */
  since(seq: number | undefined): Promise<WireLines | undefined>;
  /** Lines before a number. */
  before(n: number): Promise<readonly WireLine[]>;
}

/** Reads a stream for a page. */
export function linesOf(reader: Reader, stream: string, render: Render): LinesOf {
  const draw = async (lines: readonly NumberedLine[]): Promise<WireLine[]> => {
    const toHtml = await loadMarkdown();
    return lines.map((line) => render(line, toHtml)).filter((line) => line !== undefined);
  };
  const fromStart = async (): Promise<WireLines> => {
    const lines = await reader.lines({ stream, limit: PAGE });
    return { reset: true, lines: await draw(lines), seq: last(lines, 0) };
  };
  return {
    async since(seq) {
      if (seq === undefined) return fromStart();
      const lines = await reader.lines({ stream, limit: CHANGES, since: seq });
      if (lines.length === 0) return undefined;
      if (lines.length === CHANGES) return fromStart();
      return { reset: false, lines: await draw(lines), seq: last(lines, seq) };
    },
    before: async (n) => draw(await reader.lines({ stream, limit: PAGE, before: n })),
  };
}

function last(lines: readonly NumberedLine[], atLeast: number): number {
  return lines.reduce((seq, line) => Math.max(seq, line.seq), atLeast);
}
