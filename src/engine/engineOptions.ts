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
  /** A sentence model that comes with the product, by its name. */
  readonly openBundledModel: (name: string, signal?: AbortSignal) => Promise<Embedder>;
  /** A model on a server. */
  readonly openServer: (
    options: EmbeddingServer & {
      readonly allowed: boolean;
      readonly key?: string;
      readonly known?: KnownModel;
      readonly onChanged: () => Promise<void>;
      readonly signal?: AbortSignal;
    },
  ) => Promise<Embedder & { readonly known: KnownModel }>;
  /** A file of vectors that the user made. */
  readonly openVectors: (path: string) => Promise<OpenedVectors>;
  /** The static embedding that comes with the product. */
  readonly openStatic: () => Promise<Embedder>;
  /** The languages of some texts, the largest share first. */
  readonly languagesOf: (texts: readonly string[]) => readonly LanguageShare[];
  readonly dropout?: DropoutHeads;
  /** Scores by the acquisition functions that extensions registered with the host. */
  readonly score?: RemoteScore;
  /** Records above which models embed a part of a pool, and how many that are. */
  readonly modelRecords?: number;
  /** Bytes of a head's predictions over the whole pool that are kept. */
  readonly memoryBudget?: number;
}
