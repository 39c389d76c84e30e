import type { OnProgress } from '../progress.ts';
import type { EmbeddingApi } from './embeddingApi.ts';
import type { EvaluationApi } from './evaluationApi.ts';
import type { ModelApi } from './modelApi.ts';
import type { PoolApi } from './poolApi.ts';
import type { RecordApi } from './recordApi.ts';
import type { SearchApi } from './searchApi.ts';

/**
 * The engine as the loop sees it: holds the pool's text, the embeddings and the heads, and does all heavy
 * work in its own process. Only ids, top-k scores, texts to display and small matrices are sent. Labels are
 * sent as names; `labels` is always the project's label set, in order. Every method may throw a `UserError`
 * (by name), and a `CancelledError` after an abort.
 */
export type EngineApi = PoolApi & RecordApi & EmbeddingApi & ModelApi & EvaluationApi & SearchApi;

export interface WorkOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** The engine as callers use it: the same methods, with cancellation and progress. */
export type Engine = {
  readonly [K in keyof EngineApi]: (
    params: Parameters<EngineApi[K]>[0],
    options?: WorkOptions,
  ) => ReturnType<EngineApi[K]>;
};
