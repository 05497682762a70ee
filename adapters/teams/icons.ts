import { crc32, deflateSync } from 'node:zlib';

/** A colour with its opacity, each from 0 to 255. */
type Pixel = readonly [red: number, green: number, blue: number, opacity: number];

const NOTHING: Pixel = [0, 0, 0, 0];
const WHITE: Pixel = [255, 255, 255, 255];
/** The colour of the app; the manifest names it, too. */
export const ACCENT = '#2457A6';
const BLUE: Pixel = [0x24, 0x57, 0xa6, 255];

/** The icons that Teams asks for: in colour, 192 pixels wide; white on nothing, 32 pixels wide. */
export function icons(): { readonly color: Uint8Array; readonly outline: Uint8Array } {
  return {
    color: png(192, (x, y) => (isBubble(x, y) ? WHITE : BLUE)),
    outline: png(32, (x, y) => (isBubble(x, y) && !isBubble(x, y, 0.09) ? WHITE : NOTHING)),
  };
}

/** A speech bubble, in a square from 0 to 1; `inset` makes it smaller on all sides. */
function isBubble(x: number, y: number, inset = 0): boolean {
  const [left, right, top, bottom] = [0.18 + inset, 0.82 - inset, 0.2 + inset, 0.68 - inset];
  const tail = y > bottom - 0.01 && y < 0.84 - 2 * inset && x > 0.3 + inset && x < 0.3 + (0.84 - y) - inset;
  const radius = Math.max(0.02, 0.12 - inset);
  const dx = Math.max(left + radius - x, 0, x - right + radius);
  const dy = Math.max(top + radius - y, 0, y - bottom + radius);
  return dx * dx + dy * dy <= radius * radius || tail;
}

/** A square picture as a PNG file. */
function png(size: number, pixel: (x: number, y: number) => Pixel): Uint8Array {
  const rows = Buffer.alloc(size * (1 + 4 * size)); // each row begins with 0: no filter
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      rows.set(pixel((x + 0.5) / size, (y + 0.5) / size), y * (1 + 4 * size) + 1 + 4 * x);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8); // eight bits, with opacity
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
