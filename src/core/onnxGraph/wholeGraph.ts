import { bytesField, fieldsOf, message as concat, textOf, type Bytes } from './protobuf.ts';

/** Fields of a ModelProto, a GraphProto and a TensorProto (github.com/onnx/onnx). */
const GRAPH = 7;
const INITIALIZER = 5;
const RAW_DATA = 9;
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;
const EXTERNAL = 1;

/** A part of a file beside the graph. */
export interface ExternalData {
  /** Path of the file, relative to the graph's folder. */
  readonly location: string;
  readonly offset: number;
  /** Default: to the end of the file. */
  readonly length?: number;
}

/**
 * An ONNX model with its weights in itself: what initializers keep in other files is read into them.
 * @returns the same bytes if there is nothing in other files
 * @throws RangeError if the bytes are no message; what `read` throws
 */
export function wholeGraph(model: Bytes, read: (data: ExternalData) => Bytes): Bytes {
  let isWhole = true;
  const withWeights = (tensor: Bytes): Bytes => {
    const fields = [...fieldsOf(tensor)];
    if (!fields.some(({ number, integer }) => number === DATA_LOCATION && integer === EXTERNAL)) {
      return tensor;
    }
    isWhole = false;
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
    const data = read({
      location: entries.get('location') ?? '',
      offset: Number(entries.get('offset') ?? 0),
      ...(length !== undefined && { length: Number(length) }),
    });
    const others = fields.filter(
      ({ number }) => ![RAW_DATA, EXTERNAL_DATA, DATA_LOCATION].includes(number),
    );
    return concat(...others.map(({ whole }) => whole), bytesField(RAW_DATA, data));
  };
  const graphOf = (graph: Bytes): Bytes =>
    concat(
      ...Array.from(fieldsOf(graph), ({ number, bytes, whole }) =>
        number === INITIALIZER ? bytesField(INITIALIZER, withWeights(bytes)) : whole,
      ),
    );
  const fields = Array.from(fieldsOf(model), ({ number, bytes, whole }) =>
    number === GRAPH ? bytesField(GRAPH, graphOf(bytes)) : whole,
  );
  return isWhole ? model : concat(...fields);
}
