import type { NoParams } from './message.ts';

/** Background work. */
export interface ProgressMessages {
  'progress.training': NoParams;
  'progress.choosing': NoParams;
  'progress.indexing': { readonly path: string };
  'progress.nearDuplicates': NoParams;
  'progress.embedding': { readonly model: string };
  'progress.lexical': NoParams;
  'progress.readingVectors': { readonly source: string };
  'progress.comparingEmbeddings': NoParams;
  'progress.tryingEmbedding': { readonly embedding: string };
  'progress.importing': { readonly file: string };
  'progress.exporting': NoParams;
  'progress.predicting': NoParams;
}
