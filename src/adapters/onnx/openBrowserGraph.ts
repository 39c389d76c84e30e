import { openedGraph, type ModelGraph } from './openModelGraph.ts';

/**
 * Opens a model in onnxruntime's browser build. Marginalia does not ship that build; it must be
 * installed beside it, as in a checkout.
 * @throws Error if it is not installed, or rejects the model
 */
export async function openBrowserGraph(bytes: Uint8Array): Promise<ModelGraph> {
  const { env, InferenceSession, Tensor } = await import('onnxruntime-web/wasm');
  // Threads would require browser workers.
  env.wasm.numThreads = 1;
  return openedGraph(await InferenceSession.create(bytes), Tensor);
}
