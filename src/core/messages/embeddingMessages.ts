import type { Message, NoParams } from './message.ts';

/** Records without a usable vector. */
interface MissingVectors {
  /** Number of all records. */
  readonly count: number;
  readonly of: number;
}

interface MissingInFile extends MissingVectors {
  readonly path: string;
}

/** Messages about vectors. */
export interface EmbeddingMessages {
  'vectors.failed': { readonly why: Message };
  /** `serves`: the blocks that replace an unavailable one. */
  'vectors.fellBack': { readonly why: Message; readonly serves: 'blocks' | 'lexical' };
  /** Several of the problems below. */
  'vectors.problems': { readonly problems: readonly Message[] };
  'vectors.notMade': NoParams;
  'vectors.changedMeanwhile': NoParams;
  'vectors.modelGone': NoParams;
  'vectors.blocksDiffer': NoParams;
  'vectors.notKept': { readonly path: string; readonly disk: DiskFault };
  'vectors.notKeptElse': { readonly path: string; readonly reason: Message };
  'vectors.none': NoParams;
  'vectors.noneBecause': { readonly why: Message };
  'vectors.noIdField': NoParams;
  'vectors.otherIds': {
    readonly path: string;
    readonly vectors: number;
    readonly idsPath: string;
    readonly ids: number;
  };
  'vectors.noIds': { readonly idsPath: string; readonly reason: string };
  'vectors.moreThanRows': {
    readonly path: string;
    readonly vectors: number;
    readonly rows: number;
  };
  'vectors.noField': { readonly field: string };
  'vectors.lackingByRow': MissingInFile & { readonly vectors: number; readonly rows: number };
  /** `id`: of the first such record. */
  'vectors.lackingById': MissingInFile & { readonly idsPath: string; readonly id: string };
  'vectors.lackingWithoutId': MissingInFile & { readonly idsPath: string; readonly line: number };
  'vectors.lackingInField': MissingVectors & {
    readonly dimensions: number;
    readonly field: string;
    readonly line: number;
  };
  /** `odd`: how many of these records have an invalid vector. */
  'vectors.odd': { readonly problem: Message; readonly odd: number };
}

/** Why writing failed; `cutShort`: the file is truncated. */
export type DiskFault =
  'full' | 'quota' | 'access' | 'readOnly' | 'noFolder' | 'isFolder' | 'cutShort';
