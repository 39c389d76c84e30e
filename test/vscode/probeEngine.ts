// A small ES module process, built exactly like the engine: it reports whether the native runtime and the
// bundled transformers.js work in a process forked by the extension host.
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { Tensor, env, matmul } from '@huggingface/transformers';
import type { ProbeReply, ProbeRequest } from './probe.ts';

/** Runs the model's only node, C = A · B, directly on onnxruntime. */
async function product({ model, a, b, rows, inner, cols }: ProbeRequest): Promise<Float32Array> {
  const session = await InferenceSession.create(model);
  const { C } = await session.run({
    A: new OrtTensor('float32', a, [rows, inner]),
    B: new OrtTensor('float32', b, [inner, cols]),
  });
  return C!.data as Float32Array;
}

/** The same product through transformers.js, which locates the runtime itself. */
async function productOfTransformers(request: ProbeRequest): Promise<Float32Array> {
  const { a, b, rows, inner, cols } = request;
  const c = await matmul(
    new Tensor('float32', a, [rows, inner]),
    new Tensor('float32', b, [inner, cols]),
  );
  return c.data as Float32Array;
}

process.on('message', (request: ProbeRequest) => {
  env.allowRemoteModels = false;
  Promise.all([product(request), productOfTransformers(request)])
    .then(([runtime, transformers]): ProbeReply => ({
      runtime,
      transformers,
      transformersVersion: env.version,
      node: process.versions.node,
    }))
    .catch((error: unknown): ProbeReply => ({ error: String(error) }))
    .then((reply) => process.send!(reply, () => process.disconnect()))
    .catch(() => process.exit(1));
});
