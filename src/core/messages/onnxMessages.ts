import type { Message } from './message.ts';

/** Reasons why a model is not written as ONNX. */
export interface OnnxMessages {
  /** The file of a sentence model is no ONNX model. */
  'onnx.unreadable': { readonly name: string };
  /** Its operator set is older than the oldest that can be extended. */
  'onnx.tooOld': { readonly name: string; readonly version: number; readonly oldest: number };
  /** It has no output with the vectors. */
  'onnx.noVectors': { readonly name: string; readonly outputs: readonly string[] };
  'onnx.severalEncoders': { readonly names: readonly string[] };
  /** This platform has no onnxruntime to check the model with. */
  'onnx.noRuntime': { readonly reason: Message };
  /** A folder that should hold the numbers of a model holds a graph. */
  'onnx.notFolder': { readonly path: string };
}
