/** A product A (rows × inner) · B (inner × cols), and the ONNX model that computes it. */
export interface ProbeRequest {
  readonly model: Uint8Array;
  readonly a: Float32Array;
  readonly b: Float32Array;
  readonly rows: number;
  readonly inner: number;
  readonly cols: number;
}

export type ProbeReply =
  | {
      readonly runtime: Float32Array;
      readonly transformers: Float32Array;
      readonly transformersVersion: string;
      readonly node: string;
    }
  | { readonly error: string };

/** One length-delimited protobuf field: key, length, content (all lengths here are below 128). */
function field(number: number, content: readonly number[] | string): number[] {
  const bytes = typeof content === 'string' ? [...Buffer.from(content)] : content;
  if (bytes.length > 127) throw new RangeError('field: longer than one length byte can say');
  return [(number << 3) | 2, bytes.length, ...bytes];
}

/** One protobuf field with a small number. */
function numberField(number: number, value: number): number[] {
  return [number << 3, value];
}

/** ValueInfoProto of a float32 matrix whose two dimensions are named, and so left open. */
function matrixInfo(name: string, rows: string, cols: string): number[] {
  const dimension = (symbol: string): number[] => field(1, field(2, symbol));
  const shape = [...dimension(rows), ...dimension(cols)];
  const tensorType = [...numberField(1, 1), ...field(2, shape)];
  return [...field(1, name), ...field(2, field(1, tensorType))];
}

/** An ONNX model (opset 13) whose only node is C = A · B, encoded by hand after onnx.proto. */
export function productModel(): Uint8Array {
  const node = [...field(1, 'A'), ...field(1, 'B'), ...field(2, 'C'), ...field(4, 'MatMul')];
  const graph = [
    ...field(1, node),
    ...field(2, 'product'),
    ...field(11, matrixInfo('A', 'n', 'd')),
    ...field(11, matrixInfo('B', 'd', 'c')),
    ...field(12, matrixInfo('C', 'n', 'c')),
  ];
  return Uint8Array.from([
    ...numberField(1, 8),
    ...field(7, graph),
    ...field(8, numberField(2, 13)),
  ]);
}
