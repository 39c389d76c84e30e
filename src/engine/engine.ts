import type { EngineApi } from '../core/engine/engineApi.ts';
import type { MatrixOps } from '../core/math/matrixOps.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { compareStrategyWithRandom } from './evaluation/compareStrategyWithRandom.ts';
import { drawHoldout } from './pool/drawHoldout.ts';
import { EmbeddingService } from './embedding/embeddingService.ts';
import { ModelService } from './model/modelService.ts';
import { describedPredictions } from './model/labelPriors.ts';
import { TextSimilarity } from './embedding/textSimilarity.ts';
import { yieldingOps } from './yieldingOps.ts';
import { compareHeads } from './evaluation/compareHeads.ts';
import { recordVectors } from './evaluation/recordVectors.ts';
import { PoolService } from './pool/poolService.ts';
import { recordHandlers } from './pool/recordHandlers.ts';
import { compareRounds, evaluateHeads } from './evaluation/evaluateRounds.ts';
import { findSuspects } from './evaluation/findSuspects.ts';
import { crossFittedErrors } from './evaluation/crossFittedErrors.ts';
import type { EvaluationServices } from './evaluation/evaluationServices.ts';
import { tryEmbeddings } from './evaluation/tryEmbeddings.ts';
import { searchHandlers } from './search/searchHandlers.ts';
import type { EngineOptions } from './engineOptions.ts';

/** The engine: creates the services and routes calls to them. */
export class Engine {
  readonly handlers: Handlers<EngineApi>;
  /** Resolves when the vector files are closed. */
  readonly close: () => Promise<void>;

  constructor(options: EngineOptions) {
    const pool = new PoolService(options);
    const embedding = new EmbeddingService({ ...options, pool });
    const similarity = new TextSimilarity({ pool, embedding });
    const { dropout, score, memoryBudget } = options;
    const pending = options.ops.then(yieldingOps);
    // Callers get the error on use; until then it must not count as an unhandled rejection.
    pending.catch(() => undefined);
    const ops = (): Promise<MatrixOps> => pending;
    const model = new ModelService({
      pool,
      ops,
      embedding,
      similarity,
      dropout,
      score,
      memoryBudget,
    });
    const services = async (): Promise<EvaluationServices> => ({
      pool,
      embedding,
      ops: await pending,
    });
    this.close = () => embedding.forget();
    this.handlers = {
      openPool: async (params, context) => {
        model.forget();
        await embedding.stopPreparing();
        await embedding.forget();
        const summary = await pool.open(params, context);
        embedding.setPool(params);
        return summary;
      },
      read: (params) => pool.read(params),
      rowsOf: ({ ids }) => pool.everyRowOf(ids),
      readRows: ({ rows }) => pool.pool.readOwn(rows),
      sample: (params) => pool.sample(params),
      drawHoldout: (params, context) => drawHoldout(params, pool.pool, context),
      multiplicities: (params) => pool.multiplicities(params),
      importedLabels: () => pool.importedLabels(),
      rematch: (params) => pool.rematch(params),
      ...recordHandlers(pool),
      embed: async (params, context) => {
        model.forget();
        return embedding.embed(params, context);
      },
      prepareVectors: (params, context) => embedding.prepare(params, context),
      vectorsOf: ({ ids }) => recordVectors(ids, pool, embedding),
      fit: (params, context) => model.fit(params, context),
      fitSeparately: (params, context) => model.fitSeparately(params, context),
      query: (params, context) => model.query(params, context),
      predict: async ({ ids, fromColumn = false, described }) => {
        const predicted = await model.predict(ids);
        if (predicted.length > 0) return predicted;
        if (fromColumn) return pool.columnLabels(ids);
        if (!described) return [];
        const rows = pool.rowsOf(ids);
        const presentIds = rows.map((row) => pool.pool.index.id(row));
        const x = () => embedding.current.embeddings.take(rows);
        return describedPredictions(presentIds, described, x, embedding, await pending);
      },
      uncertainty: ({ acquisition, exclude }, context) =>
        model.uncertainty(acquisition, exclude, context),
      evaluate: (params, context) => evaluateHeads(params, pool, model, context),
      compareRounds: (params, context) => compareRounds(params, pool, model, context),
      compareHeads: (params, context) => compareHeads(params, pool, model, context),
      crossFittedErrors: async (params, context) =>
        crossFittedErrors(params, await services(), context),
      compareStrategyWithRandom: async (params, context) =>
        compareStrategyWithRandom(params, await services(), context),
      suspects: async (params, context) => findSuspects(params, await services(), context),
      tryEmbeddings: async (params, context) => tryEmbeddings(params, await services(), context),
      ...searchHandlers({
        pool,
        embedding,
        similarity,
        predictions: (labels) => model.predictions(labels),
      }),
    };
  }
}
