import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';
import { throwIfAborted } from '../../core/errors.ts';
import type { BackendName } from '../../core/heads/headBackend.ts';
import type { Matrix } from '../../core/math/matrix.ts';
import type { TensorflowBackend } from './backend.ts';
import type { Network } from './network.ts';
import { SampledPass, type SampledMasks } from './sampledPass.ts';

/** Multiplications per block: 20–60 ms on two slow cores, which bounds the delay of a cancel. */
const blockWork: Readonly<Record<BackendName, number>> = {
  'tensorflow-gpu': 2 ** 28,
  tensorflow: 2 ** 27,
  wasm: 2 ** 26,
  cpu: 2 ** 24,
};

/**
 * Runs every record through every sampled network. The part before the first dropout is shared and
 * computed once; the first masks are folded into the following weights, so that one matrix product
 * serves all K networks.
 * @param x n × d
 * @param masks K × width for each hidden layer
 * @param combine `all` gives n × (K · c), record by record, then sample by sample; `mean` n × c.
 * @throws CancelledError on abort, at most one block later.
 */
export async function sampleNetwork(
  { name, tf }: TensorflowBackend,
  network: Network,
  x: Matrix,
  masks: SampledMasks,
  combine: 'all' | 'mean',
  signal?: AbortSignal,
): Promise<Float32Array<ArrayBuffer>> {
  const samples = masks[0]!.rows;
  const width = network.at(-1)!.bias.length * (combine === 'all' ? samples : 1);
  const out = new Float32Array(x.rows * width);
  const rowsPerBlock = Math.min(
    8192,
    Math.max(16, Math.floor(blockWork[name] / work(network, samples))),
  );
  const pass = new SampledPass(tf, network, masks);
  try {
    for (let from = 0; from < x.rows; from += rowsPerBlock) {
      throwIfAborted(signal);
      const to = Math.min(x.rows, from + rowsPerBlock);
      const block = x.data.subarray(from * x.cols, to * x.cols);
      const p = tf.tidy(() => {
        const all = pass.run(tf.tensor2d(block, [to - from, x.cols]));
        return combine === 'all' ? all : tf.mean(all, 1);
      });
      try {
        out.set(await p.data<'float32'>(), from * width);
      } finally {
        p.dispose();
      }
      await turnOfTheEventLoop();
    }
    return out;
  } finally {
    pass.dispose();
  }
}

/** Multiplications per record. */
function work([first, ...others]: Network, samples: number): number {
  const rest = others.reduce((sum, { weights }) => sum + weights.data.length, 0);
  return first!.weights.data.length + samples * rest;
}
