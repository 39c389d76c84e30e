import { disableTelemetry } from './disableTelemetry.ts';

/** An output of a graph: its shape and numbers. */
export interface GraphOutput {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** A graph loaded from a file, whose inputs are 64-bit integers of one shape. */
export interface OpenGraph {
  readonly inputs: readonly string[];
  /** @throws Error if it lacks the output, or the output is not float32 */
  run(
    inputs: Readonly<Record<string, BigInt64Array>>,
    shape: readonly number[],
    output: string,
  ): Promise<GraphOutput>;
  close(): Promise<void>;
}

/**
 * @throws Error if the file is missing or is no graph; `isModuleMissing` detects a missing
 * onnxruntime
 */
export async function openGraph(path: string): Promise<OpenGraph> {
  // Loaded here, so that an error can say how to install it.
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  disableTelemetry();
  const session = await InferenceSession.create(path);
  return {
    inputs: session.inputNames,
    async run(inputs, shape, output) {
      const feeds = Object.fromEntries(
        session.inputNames.map((name) => [name, new Tensor('int64', inputs[name]!, shape)]),
      );
      const { [output]: found } = await session.run(feeds, [output]);
      if (!(found?.data instanceof Float32Array)) throw new Error(`No ${output} in float32`);
      return { dims: found.dims, data: found.data };
    },
    close: () => session.release(),
  };
}
