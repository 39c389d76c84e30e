import type { Embedder } from '../core/embed/embedder.ts';
import type { EngineApi } from '../core/loop/enginePort.ts';
import type { Products } from '../core/math/products.ts';
import type { OnProgress } from '../core/progress.ts';
import type { Handlers } from '../protocol/rpc.ts';
import { EmbeddingRoom } from './embeddingRoom.ts';
import { HeadRoom } from './headRoom.ts';
import { PoolRoom, type PoolRoomOptions } from './poolRoom.ts';
import { compareRounds, evaluateHeads } from './roundScores.ts';

export interface EngineOptions extends PoolRoomOptions {
  readonly products: Promise<Products>;
  readonly openTransformer: (options: {
    readonly model: string;
    readonly cacheDir: string;
    readonly allowDownload: boolean;
    readonly remoteHost?: string;
    readonly signal?: AbortSignal;
    readonly onProgress?: OnProgress;
  }) => Promise<Embedder>;
}

/** Everything heavy, in one process: the rooms, and which of them answers what. */
export class Engine {
  readonly handlers: Handlers<EngineApi>;

  constructor(options: EngineOptions) {
    const pool = new PoolRoom(options);
    const embedding = new EmbeddingRoom({ pool, openTransformer: options.openTransformer });
    const head = new HeadRoom({
      pool,
      products: () => options.products,
      embedding: () => embedding.current,
    });
    let labels: readonly string[] = [];
    this.handlers = {
      openPool: async (params, context) => {
        head.forget();
        embedding.forget();
        const summary = await pool.open(params, context);
        embedding.openedIn(params);
        return summary;
      },
      embed: async (params, context) => {
        head.forget();
        return embedding.embed(params, context);
      },
      read: (params) => pool.read(params),
      sample: (params) => pool.sample(params),
      drawHoldout: (params, context) => pool.drawHoldout(params, context),
      fit: (params, context) => {
        labels = params.labels;
        return head.fit(params, context);
      },
      query: (params, context) => head.query(params, context),
      predict: ({ ids }) => head.predict(ids, labels),
      evaluate: (params) => evaluateHeads(params, pool, head),
      compareRounds: (params) => compareRounds(params, pool, head),
      uncertainty: ({ acquisition, exclude }) => head.uncertainty(acquisition, exclude),
      importedLabels: () => pool.importedLabels(),
      rematch: (params) => pool.rematch(params),
    };
  }
}
