import type { EmbeddingServer } from '../core/embed/blocks.ts';
import type { LanguageShare } from '../core/embed/languages.ts';
import type { KnownModel } from '../core/embed/knownModel.ts';
import type { OpenedVectors } from '../core/embed/vectorsFile.ts';
import type { Embedder } from '../core/embed/embedder.ts';
import type { MatrixOps } from '../core/math/matrixOps.ts';
import type { OnProgress } from '../core/progress.ts';
import type { DropoutHeads } from './model/fitHead.ts';
import type { RemoteScore } from './model/remoteScorer.ts';
import type { PoolServiceOptions } from './pool/poolService.ts';

export interface EngineOptions extends PoolServiceOptions {
  readonly ops: Promise<MatrixOps>;
  readonly openTransformer: (options: {
    readonly model: string;
    readonly cacheDir: string;
    readonly allowDownload: boolean;
    readonly downloadAgain?: boolean;
    readonly remoteHost?: string;
    readonly signal?: AbortSignal;
    readonly onProgress?: OnProgress;
  }) => Promise<Embedder>;
  /** Opens a bundled sentence model by name. */
  readonly openBundledModel: (name: string, signal?: AbortSignal) => Promise<Embedder>;
  /** Opens a model on a server. */
  readonly openServer: (
    options: EmbeddingServer & {
      readonly allowed: boolean;
      readonly key?: string;
      readonly known?: KnownModel;
      readonly onChanged: () => Promise<void>;
      readonly signal?: AbortSignal;
    },
  ) => Promise<Embedder & { readonly known: KnownModel }>;
  /** Opens a vector file supplied by the user. */
  readonly openVectors: (path: string) => Promise<OpenedVectors>;
  /** Opens the bundled static embedding. */
  readonly openStatic: () => Promise<Embedder>;
  /** The languages of texts, the largest share first. */
  readonly languagesOf: (texts: readonly string[]) => readonly LanguageShare[];
  readonly dropout?: DropoutHeads;
  /** Scores by acquisition functions that extensions registered with the host. */
  readonly score?: RemoteScore;
  /** Pool size above which models embed only a part, and the size of that part. */
  readonly modelRecords?: number;
  /** Bytes available to cache one head's predictions over the whole pool. */
  readonly memoryBudget?: number;
}
