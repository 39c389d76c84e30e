import { bytesField, floatField, integerField, message, type Bytes } from './protobuf.ts';

/** The element types used here, by their numbers in onnx.proto3's TensorProto.DataType. */
const elementTypes = { float32: 1, int64: 7 } as const;
export type ElementType = keyof typeof elementTypes;

/** A named input or output; a dimension is a size, or a name if it is known only at run time. */
export interface TensorInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

/** A tensor stored in the model. */
export interface TensorConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** An operator with its tensors by name. Integer attributes are written as int, others as float. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly integers?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly constants?: readonly TensorConstant[];
}

/**
 * Serializes an ONNX model (IR version 8, operator set 13 of the default domain), readable by any
 * ONNX runtime since 2022. Field numbers are those of onnx.proto3 (github.com/onnx/onnx).
 */
export function onnxModel(graph: OnnxGraph): Bytes {
  return message(
    integerField(1, 8), // ir_version
    bytesField(2, 'marginalia'), // producer_name
    bytesField(7, graphProto(graph)),
    bytesField(8, message(bytesField(1, ''), integerField(2, 13))), // opset_import
  );
}

function graphProto(graph: OnnxGraph): Bytes {
  return message(
    ...graph.nodes.map((node) => bytesField(1, nodeProto(node))),
    bytesField(2, graph.name),
    ...(graph.constants ?? []).map((constant) => bytesField(5, tensorProto(constant))),
    ...graph.inputs.map((input) => bytesField(11, valueInfoProto(input))),
    ...graph.outputs.map((output) => bytesField(12, valueInfoProto(output))),
  );
}

function nodeProto(node: OnnxNode): Bytes {
  return message(
    ...node.inputs.map((name) => bytesField(1, name)),
    ...node.outputs.map((name) => bytesField(2, name)),
    bytesField(4, node.operator),
    ...Object.entries(node.integers ?? {}).map(([name, value]) =>
      // A negative int64 takes ten bytes of two's complement; none is needed here.
      bytesField(5, message(bytesField(1, name), integerField(3, value), integerField(20, 2))),
    ),
    ...Object.entries(node.floats ?? {}).map(([name, value]) =>
      bytesField(5, message(bytesField(1, name), floatField(2, value), integerField(20, 1))),
    ),
  );
}

function tensorProto({ name, shape, data }: TensorConstant): Bytes {
  const type = data instanceof Float32Array ? elementTypes.float32 : elementTypes.int64;
  return message(
    ...shape.map((size) => integerField(1, size)),
    integerField(2, type),
    bytesField(8, name),
    bytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
}

function valueInfoProto({ name, type, shape }: TensorInfo): Bytes {
  const dimensions = shape.map((size) =>
    bytesField(1, typeof size === 'number' ? integerField(1, size) : bytesField(2, size)),
  );
  const tensorType = message(
    integerField(1, elementTypes[type]),
    bytesField(2, message(...dimensions)),
  );
  return message(bytesField(1, name), bytesField(2, bytesField(1, tensorType)));
}
