import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ParquetColumn, ParquetTable } from '../../core/interchange/parquetTable.ts';
import { throwIfAborted } from '../../core/errors.ts';

/** Maximum rows of a row group: readers decode one group at a time. */
const groupRows = 10_000;
/** Approximate maximum of characters in a row group. */
const groupCharacters = 16 * 2 ** 20;

type WriterOptions = ConstructorParameters<typeof ParquetWriter>[0];
type SchemaElement = WriterOptions['schema'][number];
type KeyValue = NonNullable<WriterOptions['kvMetadata']>[number];
type Row = Readonly<Record<string, unknown>>;

/**
 * Encodes a table as a Parquet file, one row group at a time. The metadata mark label columns in
 * the format of Hugging Face `datasets`. The same rows give the same bytes.
 * @throws RangeError if a value does not fit its column
 * @throws CancelledError
 */
export async function* parquetBytes(
  { columns, rows }: ParquetTable,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const encoders = columns.map(encoderOf);
  const out = new DrainableWriter();
  const writer = new ParquetWriter({
    writer: out,
    schema: [
      { name: 'schema', num_children: columns.length },
      ...columns.flatMap((column) => schemaOf(column)),
    ],
    kvMetadata: [features(columns)],
    createdBy: 'marginalia',
  });
  let group: unknown[][] = columns.map(() => []);
  let characters = 0;
  let written = 0;
  const writeGroup = (): Uint8Array => {
    void writer.write({
      columnData: columns.map(({ name }, i) => ({ name, data: group[i]! })),
      rowGroupSize: groupRows,
    });
    written += group[0]!.length;
    group = columns.map(() => []);
    characters = 0;
    return out.drain();
  };
  for await (const row of rows) {
    for (const [i, encode] of encoders.entries()) {
      const value = encode(row);
      group[i]!.push(value);
      if (typeof value === 'string') characters += value.length;
    }
    if (group[0]!.length < groupRows && characters < groupCharacters) continue;
    throwIfAborted(signal);
    yield writeGroup();
  }
  // Even without rows: a row group declares the columns' encodings.
  if (group[0]!.length > 0 || written === 0) yield writeGroup();
  void writer.finish();
  yield out.drain();
}

/** Buffers bytes until `drain`. */
class DrainableWriter extends ByteWriter {
  drain(): Uint8Array {
    const bytes = this.getBytes().slice();
    this.index = 0;
    return bytes;
  }
}

const physical = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  boolean: { type: 'BOOLEAN' },
  integer: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  label: { type: 'INT64' },
} as const satisfies Record<ParquetColumn['type'], Partial<SchemaElement>>;

/** A value, or a list in the three levels that the format prescribes. */
function schemaOf({ name, type, list = false }: ParquetColumn): SchemaElement[] {
  if (!list) return [{ name, repetition_type: 'OPTIONAL', ...physical[type] }];
  return [
    {
      name,
      repetition_type: 'OPTIONAL',
      num_children: 1,
      converted_type: 'LIST',
      logical_type: { type: 'LIST' },
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', ...physical[type] },
  ];
}

const dtypes = { string: 'string', boolean: 'bool', integer: 'int64', double: 'float64' } as const;

/** The types of the columns, as `datasets` stores them. */
function features(columns: readonly ParquetColumn[]): KeyValue {
  const of = ({ type, names, list = false }: ParquetColumn): object => {
    const element =
      type === 'label' ? { names, _type: 'ClassLabel' } : { dtype: dtypes[type], _type: 'Value' };
    return list ? { feature: element, _type: 'Sequence' } : element;
  };
  const named = Object.fromEntries(columns.map((column) => [column.name, of(column)]));
  return { key: 'huggingface', value: JSON.stringify({ info: { features: named } }) };
}

function encoderOf(column: ParquetColumn): (row: Row) => unknown {
  const { name, list = false } = column;
  const encode = valueEncoder(column);
  return (row) => {
    const value = Object.hasOwn(row, name) ? row[name] : undefined;
    if (value === null || value === undefined) return null;
    if (!list) return encode(value);
    if (!Array.isArray(value)) throw misfit(column, value);
    return value.map((item: unknown) => (item === null ? null : encode(item)));
  };
}

function valueEncoder(column: ParquetColumn): (value: unknown) => unknown {
  const { type, names = [] } = column;
  switch (type) {
    case 'string':
      return (value) => (typeof value === 'string' ? value : JSON.stringify(value));
    case 'integer':
      return (value) => {
        if (typeof value === 'bigint') return value;
        if (!Number.isSafeInteger(value)) throw misfit(column, value);
        return BigInt(value as number);
      };
    case 'label': {
      const places = new Map(names.map((name, place) => [name, BigInt(place)]));
      return (value) => {
        const place = places.get(value as string);
        if (place === undefined) throw misfit(column, value);
        return place;
      };
    }
    case 'boolean':
    case 'double':
      return (value) => {
        if (typeof value !== (type === 'double' ? 'number' : 'boolean'))
          throw misfit(column, value);
        return value;
      };
  }
}

function misfit({ name, type }: ParquetColumn, value: unknown): RangeError {
  return new RangeError(`column ${name} (${type}) cannot hold ${String(value)}`);
}
