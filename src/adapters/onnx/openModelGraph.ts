import { InferenceSession, Tensor } from 'onnxruntime-node';
import { disableTelemetry } from './disableTelemetry.ts';

/** Constructor arguments of a tensor. */
interface TensorArguments {
  readonly type: 'int64' | 'float32';
  readonly data: BigInt64Array | Float32Array;
  readonly dims: readonly number[];
}

export interface ModelGraph {
  /** @returns the values of an output */
  run(feeds: Readonly<Record<string, TensorArguments>>, output: string): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Opens a model from its bytes, in this process. */
export async function openModelGraph(bytes: Uint8Array): Promise<ModelGraph> {
  disableTelemetry();
  return openedGraph(await InferenceSession.create(bytes), Tensor);
}

/** Wraps a session; `TensorOfBuild` must come from the same build of onnxruntime. */
export function openedGraph(
  session: Pick<InferenceSession, 'run' | 'release'>,
  TensorOfBuild: typeof Tensor,
): ModelGraph {
  return {
    async run(feeds, output) {
      const given: Record<string, Tensor> = {};
      for (const [name, { type, data, dims }] of Object.entries(feeds)) {
        given[name] = new TensorOfBuild(type, data, dims);
      }
      return (await session.run(given, [output]))[output]!.data as Float32Array;
    },
    close: () => session.release(),
  };
}
