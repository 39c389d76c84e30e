import { openedGraph, type ModelGraph } from './openModelGraph.ts';

/**
 * Opens a model in onnxruntime's browser build. Nothing of ours ships that: it is used where it is
 * installed beside Marginalia, as in a checkout.
 * @throws Error if it is not installed, or does not take the model
 */
export async function openBrowserGraph(bytes: Uint8Array): Promise<ModelGraph> {
  const { env, InferenceSession, Tensor } = await import('onnxruntime-web/wasm');
  // Threads would be workers of a browser.
  env.wasm.numThreads = 1;
  return openedGraph(await InferenceSession.create(bytes), Tensor);
}
