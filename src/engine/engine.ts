import type { EngineApi } from '../core/engine/engineApi.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { compareArms } from './evaluation/compareArms.ts';
import { drawHoldout } from './pool/drawHoldout.ts';
import { EmbeddingService } from './embedding/embeddingService.ts';
import { ModelService } from './model/modelService.ts';
import { describedPredictions } from './model/labelPriors.ts';
import { TextSimilarity } from './search/textSimilarity.ts';
import { yieldingOps } from './yieldingOps.ts';
import { compareHeads } from './evaluation/compareHeads.ts';
import { PoolService } from './pool/poolService.ts';
import { recordHandlers } from './pool/recordHandlers.ts';
import { compareRounds, evaluateHeads } from './evaluation/evaluateRounds.ts';
import { labelSuspects } from './evaluation/findSuspects.ts';
import { tryEmbeddings } from './evaluation/tryEmbeddings.ts';
import { searchHandlers } from './search/searchHandlers.ts';
import type { EngineOptions } from './engineOptions.ts';

/** Everything heavy, in one process: the rooms, and which of them answers what. */
export class Engine {
  readonly handlers: Handlers<EngineApi>;
  /** Resolves when the files of vectors are closed. */
  readonly close: () => Promise<void>;

  constructor(options: EngineOptions) {
    const pool = new PoolService(options);
    const embedding = new EmbeddingService({ ...options, pool });
    const likeness = new TextSimilarity({ pool, embedding });
    const { dropout, score, memoryBudget } = options;
    const products = options.products.then(yieldingOps);
    // Whoever asks for them is told; nobody may ask.
    products.catch(() => undefined);
    const head = new ModelService({
      pool,
      products: () => products,
      embedding,
      likeness,
      dropout,
      score,
      memoryBudget,
    });
    this.close = () => embedding.forget();
    this.handlers = {
      openPool: async (params, context) => {
        head.forget();
        await embedding.stopPreparing();
        await embedding.forget();
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
      compareHeads: (params, context) => compareHeads(params, pool, head, context),
      uncertainty: ({ acquisition, exclude }, context) =>
        head.uncertainty(acquisition, exclude, context),
      crossFittedErrors: (params, context) => head.crossFittedErrors(params, context),
      compareArms: async (params, context) => {
        return compareArms(params, { pool, embedding, products: await products }, context);
      },
      suspects: async (params, { signal }) =>
        labelSuspects(params, { pool, embedding, products: await products, signal }),
      tryEmbeddings: async (params, context) =>
        tryEmbeddings(params, { pool, embedding, products: await products }, context),
      importedLabels: () => pool.importedLabels(),
      rematch: (params) => pool.rematch(params),
      ...recordHandlers(pool),
      ...searchHandlers({ pool, embedding, likeness, beliefs: (names) => head.beliefs(names) }),
    };
  }
}
