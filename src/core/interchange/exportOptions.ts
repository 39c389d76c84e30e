import type { OnProgress } from '../progress.ts';
import type { RecordId } from '../record.ts';
import { formatNames, type FormatName } from './formats/format.ts';
import type { Split } from './formats/holdoutSplit.ts';
import type { Loss } from './formats/loss.ts';

/** Formats of other tools; of ours there is more than one. */
type OtherFormat = Exclude<FormatName, 'marginalia' | 'csv'>;

/**
 * `jsonl` and `csv`: ours; `spreadsheet`: CSV with a byte order mark and escaped formulas; the
 * others as named by `formatNames`.
 */
export type ExportFormat = 'jsonl' | 'csv' | 'spreadsheet' | OtherFormat;

/** Ours first. */
export const exportFormats: readonly ExportFormat[] = [
  'jsonl',
  'csv',
  'spreadsheet',
  ...formatNames.filter((name): name is OtherFormat => name !== 'marginalia' && name !== 'csv'),
];

/** `pool`: a row for every pool row that an answer covers; `answers`: one row per answer. */
export type ExportRows = 'pool' | 'answers';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Default `pool`. */
  readonly rows?: ExportRows;
  /** Default `all`. */
  readonly split?: Split;
  /** Of the split `holdout`: the records that metrics rest on; the summary counts them. */
  readonly counted?: ReadonlySet<RecordId>;
  /** Only records with one of these labels; default all. */
  readonly only?: readonly string[];
  /** Whether ours include records that are skipped, flagged or noted; default false. */
  readonly skipped?: boolean;
  /** Absolute path of the file to write. */
  readonly to: string;
  /** Names of the project's labels, in order. */
  readonly labels: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

export interface ExportSummary {
  readonly rows: number;
  /** Number of answers exported. */
  readonly answers: number;
  /** Those of them that metrics rest on, where that was asked for. */
  readonly counted?: number;
  /** What the format has no place for. */
  readonly losses: readonly { readonly what: Loss; readonly count: number }[];
  /** Answers left out because the pool does not have their texts any more. */
  readonly withoutText: number;
}
