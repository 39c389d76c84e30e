import type { EmbeddingServer } from '../core/embed/blocks.ts';
import type { LanguageShare } from '../core/embed/languages.ts';
import type { KnownModel } from '../core/embed/knownModel.ts';
import type { OpenedVectors } from '../core/embed/vectorsFile.ts';
import type { Embedder } from '../core/embed/embedder.ts';
import type { EngineApi } from '../core/loop/enginePort.ts';
import type { MatrixOps } from '../core/math/matrixOps.ts';
import type { OnProgress } from '../core/progress.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { compareArms } from './compareArms.ts';
import { drawHoldout } from './drawHoldout.ts';
import { EmbeddingRoom } from './embeddingRoom.ts';
import type { DropoutHeads } from './fitHead.ts';
import type { RemoteScore } from './remoteScorer.ts';
import { HeadRoom } from './headRoom.ts';
import { describedPredictions } from './labelPriors.ts';
import { Likeness } from './likeness.ts';
import { yieldingOps } from './yieldingOps.ts';
import { comparePair } from './pairScores.ts';
import { PoolRoom, type PoolRoomOptions } from './poolRoom.ts';
import { recordQuestions } from './recordQuestions.ts';
import { compareRounds, evaluateHeads } from './roundScores.ts';
import { tryEmbeddings } from './tryEmbeddings.ts';
import { searchQuestions } from './searchQuestions.ts';

export interface EngineOptions extends PoolRoomOptions {
  readonly products: Promise<MatrixOps>;
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
  /** Bytes of a head's beliefs about the whole pool that are kept. */
  readonly memoryBudget?: number;
}

/** Everything heavy, in one process: the rooms, and which of them answers what. */
export class Engine {
  readonly handlers: Handlers<EngineApi>;

  constructor(options: EngineOptions) {
    const pool = new PoolRoom(options);
    const embedding = new EmbeddingRoom({ ...options, pool });
    const likeness = new Likeness({ pool, embedding });
    const { dropout, score, memoryBudget } = options;
    const products = options.products.then(yieldingOps);
    // Whoever asks for them is told; nobody may ask.
    products.catch(() => undefined);
    const head = new HeadRoom({
      pool,
      products: () => products,
      embedding,
      likeness,
      dropout,
      score,
      memoryBudget,
    });
    this.handlers = {
      openPool: async (params, context) => {
        head.forget();
        await embedding.stopPreparing();
        embedding.forget();
        const summary = await pool.open(params, context);
        embedding.openedIn(params);
        return summary;
      },
      embed: async (params, context) => {
        head.forget();
        return embedding.embed(params, context);
      },
      prepareVectors: (params, context) => embedding.prepare(params, context),
      read: (params) => pool.read(params),
      rowsOf: ({ ids }) => pool.everyRowOf(ids),
      readRows: ({ rows }) => pool.pool.readOwn(rows),
      sample: (params) => pool.sample(params),
      drawHoldout: (params, context) => drawHoldout(params, pool.pool, context),
      multiplicities: (params) => pool.multiplicities(params),
      fit: (params, context) => head.fit(params, context),
      fitBeside: (params, context) => head.fitBeside(params, context),
      query: (params, context) => head.query(params, context),
      predict: async ({ ids, fromColumn = false, described }) => {
        const predicted = await head.predict(ids);
        if (predicted.length > 0) return predicted;
        if (fromColumn) return pool.columnLabels(ids);
        if (!described) return [];
        const rows = pool.rowsOf(ids);
        const found = rows.map((row) => pool.pool.index.id(row));
        const x = () => embedding.current.embeddings.take(rows);
        return describedPredictions(found, described, x, embedding, await products);
      },
      evaluate: (params, context) => evaluateHeads(params, pool, head, context),
      compareRounds: (params, context) => compareRounds(params, pool, head, context),
      comparePair: (params, context) => comparePair(params, pool, head, context),
      uncertainty: ({ acquisition, exclude }, context) =>
        head.uncertainty(acquisition, exclude, context),
      crossFittedErrors: (params, context) => head.crossFittedErrors(params, context),
      compareArms: async (params, context) => {
        return compareArms(params, { pool, embedding, products: await products }, context);
      },
      tryEmbeddings: async (params, context) =>
        tryEmbeddings(params, { pool, embedding, products: await products }, context),
      importedLabels: () => pool.importedLabels(),
      rematch: (params) => pool.rematch(params),
      ...recordQuestions(pool, embedding, products),
      ...searchQuestions({ pool, embedding, likeness, beliefs: (names) => head.beliefs(names) }),
    };
  }
}
