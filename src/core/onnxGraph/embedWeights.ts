import { bytesField, fieldsOf, message as concat, textOf, type Bytes } from './protobuf.ts';

/** Fields of a TensorProto (github.com/onnx/onnx). */
const RAW_DATA = 9;
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;
const EXTERNAL = 1;

/** The messages of an ONNX file that can contain tensors. */
type Part = 'model' | 'graph' | 'function' | 'node' | 'attribute' | 'sparse' | 'tensor';

/** By field number of a message: the kind of message in it that can contain tensors. */
const within: Readonly<Record<Exclude<Part, 'tensor'>, Readonly<Record<number, Part>>>> = {
  model: { 7: 'graph', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
};

/** A part of a file beside the graph. */
export interface ExternalData {
  /** Path of the file, relative to the graph's folder. */
  readonly location: string;
  readonly offset: number;
  /** Default: to the end of the file. */
  readonly length?: number;
}

/**
 * An ONNX model with its weights embedded: reads in the data that tensors keep in other files.
 * @returns the same bytes if no tensor has data in another file
 * @throws RangeError if the bytes are not a message; what `read` throws
 */
export function embedWeights(model: Bytes, read: (data: ExternalData) => Bytes): Bytes {
  return rewritten('model', model, (tensor) => {
    const data = externalData(tensor);
    if (!data) return tensor;
    const others = [...fieldsOf(tensor)].filter(
      ({ number }) => ![RAW_DATA, EXTERNAL_DATA, DATA_LOCATION].includes(number),
    );
    return concat(...others.map(({ whole }) => whole), bytesField(RAW_DATA, read(data)));
  });
}

/**
 * The external weight files of an ONNX model, as it names them, each once and sorted.
 * @throws RangeError if the bytes are not a message
 */
export function externalLocations(model: Bytes): string[] {
  const locations = new Set<string>();
  rewritten('model', model, (tensor) => {
    const data = externalData(tensor);
    if (data) locations.add(data.location);
    return tensor;
  });
  return [...locations].sort();
}

/**
 * The path of a file that an ONNX model names, relative to the model's folder and with forward
 * slashes; undefined if it is not inside the folder on every operating system.
 */
export function pathInside(location: string): string | undefined {
  const parts = location.split('/').filter((part) => part !== '.');
  const isInside = parts.every((part) => part !== '' && part !== '..' && !/[\\:\0]/.test(part));
  return isInside && parts.length > 0 ? parts.join('/') : undefined;
}

/** The location of a tensor's external data; undefined if the tensor contains its data. */
function externalData(tensor: Bytes): ExternalData | undefined {
  const fields = [...fieldsOf(tensor)];
  if (!fields.some(({ number, integer }) => number === DATA_LOCATION && integer === EXTERNAL)) {
    return undefined;
  }
  const entries = new Map(
    fields
      .filter(({ number }) => number === EXTERNAL_DATA)
      .map(({ bytes }) => {
        const [key, value] = [1, 2].map((wanted) =>
          [...fieldsOf(bytes)].find(({ number }) => number === wanted),
        );
        return [key ? textOf(key) : '', value ? textOf(value) : ''];
      }),
  );
  const length = entries.get('length');
  return {
    location: entries.get('location') ?? '',
    offset: Number(entries.get('offset') ?? 0),
    ...(length !== undefined && { length: Number(length) }),
  };
}

/** A message with its tensors replaced, including those of subgraphs; the same bytes if none is. */
function rewritten(part: Part, bytes: Bytes, replace: (tensor: Bytes) => Bytes): Bytes {
  if (part === 'tensor') return replace(bytes);
  let isSame = true;
  const fields = Array.from(fieldsOf(bytes), ({ number, bytes: inner, whole }) => {
    const innerPart = within[part][number];
    const now = innerPart ? rewritten(innerPart, inner, replace) : inner;
    if (now === inner) return whole;
    isSame = false;
    return bytesField(number, now);
  });
  return isSame ? bytes : concat(...fields);
}
