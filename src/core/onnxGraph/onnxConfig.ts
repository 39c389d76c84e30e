import type { ExportedModel } from '../modelFolder/exportedModel.ts';
import type { ModelInput } from './modelFeeds.ts';

/** Marks the folder of an exported ONNX model, with the version of its layout. */
export const onnxFormat = { format: 'marginalia onnx', version: 1 } as const;

/** What a program needs besides the graph: `config.json` beside it. */
export interface OnnxConfig {
  readonly format: string;
  readonly version: number;
  readonly task: ExportedModel['task'];
  /** In the order of the probabilities. */
  readonly labels: readonly string[];
  readonly thresholds?: readonly number[];
  readonly inputs: readonly ModelInput[];
  /** Largest difference of a probability that passes the self-test. */
  readonly tolerance: number;
}

/** The configuration of a model's graph with these inputs. */
export function onnxConfig(
  { task, labels, head: { thresholds } }: ExportedModel,
  inputs: readonly ModelInput[],
  tolerance: number,
): OnnxConfig {
  const decides = thresholds && { thresholds: [...thresholds] };
  return { ...onnxFormat, task, labels, ...decides, inputs, tolerance };
}
