import type { Message } from '../../messages/message.ts';
import type { ByteSource } from '../../pool/byteSource.ts';
import type { QuotedRows } from '../../pool/delimitedRows.ts';
import type { PoolFormat } from '../../pool/poolSpec.ts';
import type { Task } from '../../task/judgement.ts';
import type { OffsetUnit } from '../../task/offsets.ts';
import type { ExchangeRow, ReadRow } from './exchangeRow.ts';
import type { Loss } from './loss.ts';

export const formatNames = [
  'marginalia',
  'csv',
  'prodigy',
  'doccano',
  'doccano-csv',
  'fasttext',
  'conll',
] as const;
export type FormatName = (typeof formatNames)[number];

/** A problem of one row, which is left out or loses its answer. */
export interface RowProblem {
  readonly problem: Message;
  /** 1-based. */
  readonly line: number;
}

export type ReadItem = ReadRow | RowProblem;

export function isProblem(item: ReadItem): item is RowProblem {
  return 'problem' in item;
}

/** The beginning of a file, from which its format is recognised. */
export interface Sample {
  /** Its first lines, the last of which is whole. */
  readonly lines: readonly string[];
  /** Its first objects where it is JSON, otherwise undefined. */
  readonly objects?: readonly Readonly<Record<string, unknown>>[];
  /** Its first rows where it is a table with a header, otherwise undefined. */
  readonly table?: readonly Readonly<Record<string, string>>[];
}

/** A file to be read, as often as needed. */
export interface OpenFile {
  readonly source: ByteSource;
  /** How JSON and tables are written in it; undefined for plain lines. */
  readonly form?: PoolFormat;
  readonly quotedRows: QuotedRows;
  readonly signal?: AbortSignal;
}

/** How words of a sentence are tagged. */
export const tagSchemes = ['bio', 'iob1', 'bilou', 'io'] as const;
export type TagScheme = (typeof tagSchemes)[number];

/** What a record of a CoNLL file is. */
export const recordUnits = ['sentence', 'document'] as const;
export type RecordUnit = (typeof recordUnits)[number];

export interface ReadOptions {
  readonly by: RecordUnit;
}

/** What is known of all rows before the first is written. */
export interface Survey {
  readonly task: Task;
  /** In the order in which they occur. */
  readonly labels: readonly string[];
  /** Those of them that apply to no row. */
  readonly unused: readonly string[];
  /** What rows of the file say beside their text and judgement. */
  readonly fields: ReadonlySet<Exclude<keyof ExchangeRow, 'line' | 'text'>>;
  /** Names in their `context` and `origin`, in the order in which they occur. */
  readonly context: readonly string[];
  readonly origin: readonly string[];
}

export interface WriteOptions {
  readonly by: RecordUnit;
  readonly scheme: TagScheme;
  readonly unit: OffsetUnit;
  /** How the format spells a label. */
  readonly spell: (label: string) => string;
  /** Counts what cannot be written. */
  readonly lose: (loss: Loss, count?: number) => void;
}

/** A way to write texts with labels down. */
export interface Format {
  readonly name: FormatName;
  /** What it is called among people, in any language. */
  readonly title: string;
  /** The tasks whose judgements it holds. */
  readonly tasks: readonly Task[];
  /** What of a row it never holds; the writer counts what depends on the row. */
  readonly lacks: readonly Loss[];
  readonly recognises: (sample: Sample) => boolean;
  readonly read: (file: OpenFile, options: ReadOptions) => AsyncIterable<ReadItem>;
  readonly write: (
    rows: AsyncIterable<ExchangeRow>,
    survey: Survey,
    options: WriteOptions,
  ) => AsyncIterable<string>;
  /** A label as the format can hold it; as it is where this is left out. */
  readonly spell?: (label: string, task: Task) => string;
}
