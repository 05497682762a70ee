import * as z from 'zod';
import { ENCODED, loadEncoder } from './packages.js';

/** A process that embeds: lists of texts come in as messages, their vectors go back one after the other. */
const Texts = z.array(z.string());

const encode = await loadEncoder();
process.on('message', (message) => {
  void embed(Texts.parse(message));
});
process.send?.(new Float32Array());

async function embed(texts: string[]): Promise<void> {
  const vectors = new Float32Array(texts.length * ENCODED);
  for (const [i, vector] of (await encode(texts)).entries()) vectors.set(vector, i * ENCODED);
  process.send?.(vectors);
}
