import type { Message } from '../../messages/message.ts';
import type { ByteSource } from '../../pool/byteSource.ts';
import type { QuotedRows } from '../../pool/delimitedRows.ts';
import type { PoolFormat } from '../../pool/poolSpec.ts';
import type { TableKind } from '../../pool/tableKind.ts';
import type { Task } from '../../task/judgement.ts';
import type { OffsetUnit } from '../../task/offsets.ts';
import type { ParquetColumn } from '../parquetTable.ts';
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
  'spacy',
  'lighttag',
  'labelsleuth',
  'huggingface',
  'parquet',
  'openai',
  'inspect',
  'promptfoo',
  'labelstudio',
  'labelstudio-min',
  'labelstudio-csv',
  'argilla',
] as const;
export type FormatName = (typeof formatNames)[number];

/** A problem with one row, which is dropped or loses its answer. */
export interface RowProblem {
  readonly problem: Message;
  /** 1-based. */
  readonly line: number;
  /** Where several files are read as one: the name of the file. */
  readonly source?: string;
}

export type ReadItem = ReadRow | RowProblem;

/** Whether a row could not be read. */
export function isProblem(item: ReadItem): item is RowProblem {
  return 'problem' in item;
}

export type LabelColumns = Readonly<Record<string, readonly string[]>>;

/** The start of a file, used to detect its format. */
export interface Sample {
  readonly text: string;
  /** Its first lines, all complete. */
  readonly lines: readonly string[];
  /** Its first objects if it is JSON, otherwise undefined. */
  readonly objects?: readonly Readonly<Record<string, unknown>>[];
  /** Its first rows if it is a table; without a header its columns are column1, column2, … */
  readonly table?: readonly Readonly<Record<string, string>>[];
  /** For Parquet: its label columns, with the names of all their labels. */
  readonly labelColumns?: LabelColumns;
}

/** A file that can be read repeatedly. */
export interface OpenFile {
  readonly source: ByteSource;
  /** How its JSON or table is written; undefined for plain lines. */
  readonly form?: PoolFormat;
  /** For Parquet: its label columns, with the names of all their labels. */
  readonly labelColumns?: LabelColumns;
  readonly quotedRows: QuotedRows;
  readonly signal?: AbortSignal;
}

/** Tagging schemes for the words of a sentence. */
export const tagSchemes = ['bio', 'iob1', 'bilou', 'io'] as const;
export type TagScheme = (typeof tagSchemes)[number];

/** The unit that makes up a record in a CoNLL file. */
export const recordUnits = ['sentence', 'document'] as const;
export type RecordUnit = (typeof recordUnits)[number];

export interface ReadOptions {
  readonly by: RecordUnit;
  /** For rows with labels of the whole text and spans: which of them to read. */
  readonly task?: Task;
  /** The question whose answers are read, for tools that ask several. */
  readonly question?: string;
  /** The field with the text, for tools that let their users name it. */
  readonly textField?: string;
  /** The field with the label, for generic files; the question, for tools that ask several. */
  readonly labelField?: string;
}

/** Properties of all rows, collected before the first is written. */
export interface Survey {
  readonly task: Task;
  /** In order of first appearance. */
  readonly labels: readonly string[];
  /** Labels that apply to no row. */
  readonly unused: readonly string[];
  /** Fields that rows of the file have besides text and judgement. */
  readonly fields: ReadonlySet<Exclude<keyof ExchangeRow, 'line' | 'text'>>;
  /** Names in their `context` and `origin`, in order of first appearance. */
  readonly context: readonly string[];
  readonly origin: readonly string[];
}

export interface WriteOptions {
  readonly by: RecordUnit;
  readonly scheme: TagScheme;
  readonly unit: OffsetUnit;
  /** The format's spelling of a label. */
  readonly spell: (label: string) => string;
  /** Counts values that cannot be written. */
  readonly lose: (loss: Loss, count?: number) => void;
}

/** A file format for texts with labels. */
export interface Format {
  readonly name: FormatName;
  /** Its name in the user interface, the same in every language. */
  readonly title: string;
  /** `title` without the file type, if it names one; empty if it names nothing else. */
  readonly tool?: string;
  /** How a file stores its rows; `fields`: as JSON or as a table. */
  readonly rows: 'json' | 'table' | 'lines' | 'fields';
  /** The key of the list that holds the rows of its JSON. */
  readonly path?: string;
  /** The tasks whose judgements it supports. */
  readonly tasks: readonly Task[];
  /** What it never stores; the writer counts losses that depend on the row. */
  readonly lacks: readonly Loss[];
  readonly recognises: (sample: Sample) => boolean;
  /** Undefined for a write-only format, whose files do not mark labels. */
  readonly read?: (file: OpenFile, options: ReadOptions) => AsyncIterable<ReadItem>;
  readonly write: (
    rows: AsyncIterable<ExchangeRow>,
    survey: Survey,
    options: WriteOptions,
  ) => AsyncIterable<string>;
  /** For Parquet: its columns; `write` then yields its rows as JSON Lines. */
  readonly columns?: (survey: Survey) => readonly ParquetColumn[];
  /** A label in the format's spelling; unchanged by default. */
  readonly spell?: (label: string, task: Task) => string;
}

const tableTitles: Readonly<Record<TableKind, string>> = { parquet: 'Parquet', xlsx: 'Excel' };

/** A format's title for a file, which may be a table whose rows were converted to text. */
export function titleIn(
  { title, tool }: Pick<Format, 'title' | 'tool'>,
  table?: TableKind,
): string {
  if (table === undefined || tool === undefined) return title;
  return tool === '' ? tableTitles[table] : `${tool} ${tableTitles[table]}`;
}

/** The part of a format that reads files. */
export interface ReadableFormat extends Pick<
  Format,
  'title' | 'tool' | 'rows' | 'path' | 'recognises'
> {
  readonly name: FormatName | 'predictions';
  /** Its labels are unconfirmed predictions of a model. */
  readonly isGuess?: true;
  readonly read: NonNullable<Format['read']>;
}
