import type * as tfjs from '@tensorflow/tfjs-core';

/** TensorFlow.js's own interface. Whoever carries it computes on the backend that was opened with it. */
export type Tf = typeof tfjs;

/** What computes, the fastest first: a graphics card, TensorFlow's C library, WebAssembly, plain JavaScript. */
export type BackendName = 'tensorflow-gpu' | 'tensorflow' | 'wasm' | 'cpu';

export interface TensorflowBackend {
  /** For the user to see: what really computes, not what was asked for. */
  readonly name: BackendName;
  /** Of TensorFlow.js. */
  readonly version: string;
  readonly tf: Tf;
}

/** Opened when it is first needed: a head that is only stored or described costs nothing. */
export type OpenBackend = () => Promise<TensorflowBackend>;

/**
 * Passes a backend on only after it has computed something: a library that loads may still fail at
 * its first operation.
 * @throws Error if [1 2]·[3 4]ᵀ is not 11.
 */
export async function proven(name: BackendName, tf: Tf): Promise<TensorflowBackend> {
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])));
  const [value] = await product.data();
  product.dispose();
  if (value !== 11) throw new Error(`a first product came out as ${value}, not 11`);
  return { name, version: tf.version_core, tf };
}
