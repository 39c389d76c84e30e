import {
  bytesField,
  floatField,
  integerField,
  integersField,
  message,
  type Bytes,
} from './protobuf.ts';

/** The element types used here, by their numbers in onnx.proto3's TensorProto.DataType. */
export const elementTypes = {
  float32: 1,
  int8: 3,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
} as const;
export type ElementType = keyof typeof elementTypes;

/** A named input or output; a dimension is a size, or a name if it is known only at run time. */
export interface TensorInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

/** A tensor stored in the model; a `Uint16Array` holds the bits of float16. */
export interface TensorConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Uint16Array | BigInt64Array | Int8Array;
}

/** An operator with its tensors by name; an empty name omits an optional one. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The operator set, if it is not the default one. */
  readonly domain?: string;
  readonly integers?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
  readonly integerLists?: Readonly<Record<string, ArrayLike<number>>>;
  readonly graphs?: Readonly<Record<string, OnnxGraph>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly constants?: readonly TensorConstant[];
}

/** The parts of a model around its graph. */
export interface ModelParts {
  /** Versions of operator sets by domain; the default domain is ''. */
  readonly operatorSets?: Readonly<Record<string, number>>;
  /** Descriptive metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The first format version with everything used here, readable by any ONNX runtime since 2022. */
export const irVersion = 8;

/**
 * Serializes an ONNX model; by default with operator set 13 of the default domain. Field numbers
 * are those of onnx.proto3 (github.com/onnx/onnx).
 */
export function serializeModel(graph: OnnxGraph, parts: ModelParts = {}): Bytes {
  const { operatorSets = { '': 13 }, metadata = {} } = parts;
  return message(
    integerField(1, irVersion),
    bytesField(2, 'marginalia'), // producer_name
    bytesField(7, message(...graphFields(graph))),
    ...operatorSetFields(operatorSets),
    ...metadataFields(metadata),
  );
}

/** The fields of a GraphProto, or of a part that is merged into one that has a name. */
export function graphFields(graph: Omit<OnnxGraph, 'name'> & { readonly name?: string }): Bytes[] {
  return [
    ...graph.nodes.map((node) => bytesField(1, nodeProto(node))),
    ...(graph.name === undefined ? [] : [bytesField(2, graph.name)]),
    ...(graph.constants ?? []).map((constant) => bytesField(5, tensorProto(constant))),
    ...graph.inputs.map((input) => bytesField(11, valueInfoProto(input))),
    ...graph.outputs.map((output) => bytesField(12, valueInfoProto(output))),
  ];
}

/** A ModelProto's fields `opset_import`. */
export function operatorSetFields(versions: Readonly<Record<string, number>>): Bytes[] {
  return Object.entries(versions).map(([domain, version]) =>
    bytesField(8, message(bytesField(1, domain), integerField(2, version))),
  );
}

/** A ModelProto's fields `metadata_props`. */
export function metadataFields(metadata: Readonly<Record<string, string>>): Bytes[] {
  return Object.entries(metadata).map(([key, value]) =>
    bytesField(14, message(bytesField(1, key), bytesField(2, value))),
  );
}

function nodeProto(node: OnnxNode): Bytes {
  return message(
    ...node.inputs.map((name) => bytesField(1, name)),
    ...node.outputs.map((name) => bytesField(2, name)),
    bytesField(4, node.operator),
    ...attributes(node.integers, 2, (value) => integerField(3, value)),
    ...attributes(node.floats, 1, (value) => floatField(2, value)),
    ...attributes(node.integerLists, 7, (values) => integersField(8, values)),
    ...attributes(node.graphs, 5, (graph) => bytesField(6, message(...graphFields(graph)))),
    ...(node.domain === undefined ? [] : [bytesField(7, node.domain)]),
  );
}

/** @param type its number in AttributeProto.AttributeType */
function attributes<Value>(
  values: Readonly<Record<string, Value>> | undefined,
  type: number,
  write: (value: Value) => Bytes,
): Bytes[] {
  return Object.entries(values ?? {}).map(([name, value]) =>
    bytesField(5, message(bytesField(1, name), write(value), integerField(20, type))),
  );
}

function tensorProto({ name, shape, data }: TensorConstant): Bytes {
  return message(
    ...shape.map((size) => integerField(1, size)),
    integerField(2, typeOf(data)),
    bytesField(8, name),
    bytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
}

function typeOf(data: TensorConstant['data']): number {
  if (data instanceof Float32Array) return elementTypes.float32;
  if (data instanceof Float64Array) return elementTypes.float64;
  if (data instanceof Uint16Array) return elementTypes.float16;
  return data instanceof Int8Array ? elementTypes.int8 : elementTypes.int64;
}

function valueInfoProto({ name, type, shape }: TensorInfo): Bytes {
  const dimensions = shape.map((size) => {
    if (size === '') return bytesField(1, new Uint8Array()); // any size, which may differ between runs
    return bytesField(1, typeof size === 'number' ? integerField(1, size) : bytesField(2, size));
  });
  const tensorType = message(
    integerField(1, elementTypes[type]),
    bytesField(2, message(...dimensions)),
  );
  return message(bytesField(1, name), bytesField(2, bytesField(1, tensorType)));
}
