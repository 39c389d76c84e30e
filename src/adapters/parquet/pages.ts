import type { CompressionCodec, DataReader, DecodedArray, Encoding, PageHeader } from 'hyparquet';
import { convert, convertWithDictionary } from 'hyparquet/src/convert.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { decompress } from './decompress.ts';
import { readDeltaLengths, readDeltas, readPrefixed, readRuns } from './runs.ts';
import { UnreadableError } from './unreadable.ts';

export type Decoder = Parameters<typeof convert>[1];

/** How the values of a column are stored. */
export interface Leaf {
  readonly decoder: Decoder;
  readonly codec: CompressionCodec;
  readonly maxRepetition: number;
  readonly maxDefinition: number;
}

/** The values of a page with their repetition and definition levels. */
export interface Page {
  readonly values: DecodedArray;
  /** Definition levels; empty if no value is null. */
  readonly definition: number[];
  /** Repetition levels; empty without lists. */
  readonly repetition: number[];
}

/** Maximum values of a page, nulls included; memory for them is allocated at once. */
const mostValues = 2 ** 24;
/** Maximum bytes of an unpacked page. */
const mostBytes = 2 ** 29;

/** @throws Unreadable if its sizes are impossible */
export function checkHeader(header: PageHeader, left: number): void {
  const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header;
  if (!(packed >= 0) || packed > left) throw new UnreadableError('a page ends beyond its column');
  if (!(unpacked >= 0) || unpacked > mostBytes)
    throw new UnreadableError(`a page of ${unpacked} bytes`);
  const values = valuesIn(header);
  if (!(values >= 0) || values > mostValues)
    throw new UnreadableError(`a page of ${values} values`);
}

/** The number of values in a page, nulls included. */
export function valuesIn({
  type,
  data_page_header: first,
  data_page_header_v2: second,
  dictionary_page_header: dictionary,
}: PageHeader): number {
  const header =
    type === 'DATA_PAGE' ? first : type === 'DATA_PAGE_V2' ? second : (dictionary ?? undefined);
  if (header === undefined) throw new UnreadableError('a page of an unknown kind');
  return header.num_values;
}

/** The dictionary that the pages of a column refer to. */
export function readDictionary(
  header: PageHeader,
  body: Uint8Array,
  { decoder, codec }: Leaf,
): DecodedArray {
  const bytes = decompress(codec, body, header.uncompressed_page_size);
  const count = valuesIn(header);
  // The shortest value takes a bit, and a string at least its length field.
  if (count > 8 * bytes.length) throw new UnreadableError(`a dictionary of ${count} values`);
  const { type, type_length: length } = decoder.element;
  return convert(readPlain(readerOf(bytes), type!, count, length), decoder);
}

export function readPage(
  header: PageHeader,
  body: Uint8Array,
  leaf: Leaf,
  dictionary: DecodedArray | undefined,
): Page {
  return header.type === 'DATA_PAGE'
    ? firstVersion(header, body, leaf, dictionary)
    : secondVersion(header, body, leaf, dictionary);
}

function firstVersion(
  header: PageHeader,
  body: Uint8Array,
  leaf: Leaf,
  dictionary: DecodedArray | undefined,
): Page {
  const { codec, maxRepetition, maxDefinition } = leaf;
  const about = header.data_page_header!;
  const reader = readerOf(decompress(codec, body, header.uncompressed_page_size));
  const levels = (most: number, encoding: Encoding): number[] => {
    if (most === 0) return [];
    if (encoding !== 'RLE') throw new UnreadableError(`levels in ${encoding}`);
    return readRuns(reader, widthOf(most), about.num_values, readLength(reader));
  };
  const repetition = levels(maxRepetition, about.repetition_level_encoding);
  const definition = levels(maxDefinition, about.definition_level_encoding);
  return { repetition, ...valuesOf(reader, about, definition, leaf, dictionary) };
}

function secondVersion(
  header: PageHeader,
  body: Uint8Array,
  leaf: Leaf,
  dictionary: DecodedArray | undefined,
): Page {
  const { codec, maxRepetition, maxDefinition } = leaf;
  const about = header.data_page_header_v2!;
  const above = about.repetition_levels_byte_length;
  const below = about.definition_levels_byte_length;
  const rest = header.uncompressed_page_size - above - below;
  if (!(above >= 0) || !(below >= 0) || above + below > body.length || rest < 0) {
    throw new UnreadableError('levels end beyond their page');
  }
  const levels = readerOf(body.subarray(0, above + below));
  const read = (most: number, length: number): number[] =>
    most === 0 ? [] : readRuns(levels, widthOf(most), about.num_values, length);
  const repetition = read(maxRepetition, above);
  levels.offset = above;
  const definition = read(maxDefinition, below);
  const values = body.subarray(above + below);
  const plain = about.is_compressed === false ? values : decompress(codec, values, rest);
  return { repetition, ...valuesOf(readerOf(plain), about, definition, leaf, dictionary) };
}

function valuesOf(
  reader: DataReader,
  { num_values: all, encoding }: { readonly num_values: number; readonly encoding: Encoding },
  definition: number[],
  { decoder, maxDefinition }: Leaf,
  dictionary: DecodedArray | undefined,
): Pick<Page, 'values' | 'definition'> {
  let count = all;
  if (definition.length > 0) {
    count = 0;
    for (const level of definition) if (level === maxDefinition) count++;
  }
  const stored = readValues(reader, encoding, count, decoder);
  if (encoding.endsWith('_DICTIONARY') && dictionary === undefined && count > 0) {
    throw new UnreadableError('a page refers to a dictionary that is not there');
  }
  return {
    values: convertWithDictionary(stored, dictionary, encoding, decoder),
    definition: count === all ? [] : definition,
  };
}

function readValues(
  reader: DataReader,
  encoding: Encoding,
  count: number,
  { element: { type, type_length: length } }: Decoder,
): DecodedArray {
  const left = reader.view.byteLength - reader.offset;
  switch (encoding) {
    case 'PLAIN':
      if (count > 8 * left) throw new UnreadableError('a page has fewer values than declared');
      return readPlain(reader, type!, count, length);
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY': {
      if (count === 0) return [];
      const width = reader.view.getUint8(reader.offset++);
      if (width === 0) return new Uint8Array(count);
      return readRuns(reader, width, count, left - 1);
    }
    case 'RLE':
      if (count === 0) return [];
      return readRuns(reader, 1, count, readLength(reader)).map(Boolean);
    case 'DELTA_BINARY_PACKED': {
      const values = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
      readDeltas(reader, values);
      return values;
    }
    case 'DELTA_LENGTH_BYTE_ARRAY':
      return readDeltaLengths(reader, count);
    case 'DELTA_BYTE_ARRAY':
      return readPrefixed(reader, count);
    case 'BYTE_STREAM_SPLIT':
      if (count > left) throw new UnreadableError('a page has fewer values than declared');
      return byteStreamSplit(reader, count, type!, length);
    case 'ALP':
    case 'BIT_PACKED':
    case 'GROUP_VAR_INT':
    default:
      throw new UnreadableError(`values in ${encoding as string}`);
  }
}

function readLength(reader: DataReader): number {
  const length = reader.view.getUint32(reader.offset, true);
  reader.offset += 4;
  return length;
}

/** Number of bits for numbers up to `most`. */
function widthOf(most: number): number {
  return 32 - Math.clz32(most);
}

function readerOf(bytes: Uint8Array): DataReader {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}
