import { isUtf8 } from 'node:buffer';

/**
 * Bytes as text, or the line (from 1) that the first byte stands on that is no UTF-8. Decoding leniently instead would
 * put question marks where people's words stood, and nobody would be told.
 */
export function decodeUtf8(bytes: Uint8Array): { readonly text: string } | { readonly line: number } {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  if (isUtf8(bytes)) return { text };
  return { line: text.slice(0, text.indexOf('\ufffd')).split('\n').length };
}
