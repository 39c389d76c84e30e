import type { ProgressMessages } from '../../../core/messages/progressMessages.ts';
import type { Texts } from './texts.ts';

export const progressTexts: Texts<ProgressMessages> = {
  'progress.training': (_, localize) => localize('Training'),
  'progress.choosing': (_, localize) => localize('Choosing what to ask'),
  'progress.indexing': ({ path }, localize) => localize('Indexing {0}', path),
  'progress.nearDuplicates': (_, localize) => localize('Looking for near-duplicates'),
  'progress.embedding': ({ model }, localize) => localize('Embedding ({0})', model),
  'progress.lexical': (_, localize) => localize('Fitting the lexical embedder'),
  'progress.readingVectors': ({ source }, localize) => localize('Reading vectors ({0})', source),
  'progress.comparingEmbeddings': (_, localize) => localize('Comparing embeddings'),
  'progress.tryingEmbedding': ({ embedding }, localize) =>
    localize('Comparing embeddings ({0})', embedding),
  'progress.importing': ({ file }, localize) => localize('Importing {0}', file),
  'progress.exporting': (_, localize) => localize('Exporting labels'),
  'progress.predicting': (_, localize) => localize('Predicting'),
};
