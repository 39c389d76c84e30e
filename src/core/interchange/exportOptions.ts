import type { OnProgress } from '../progress.ts';
import type { RecordId } from '../record.ts';
import { formatNames, type FormatName } from './formats/format.ts';
import type { Split } from './formats/holdoutSplit.ts';
import type { Loss } from './formats/loss.ts';

/** Formats of other tools; Marginalia's own have several variants. */
type OtherFormat = Exclude<FormatName, 'marginalia' | 'csv'>;

/**
 * `jsonl` and `csv`: Marginalia's own; `spreadsheet`: CSV with a byte order mark and escaped
 * formulas; the others as named by `formatNames`.
 */
export type ExportFormat = 'jsonl' | 'csv' | 'spreadsheet' | OtherFormat;

/** Marginalia's own first. */
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
  /** For the split `holdout`: the records that metrics are based on; the summary counts them. */
  readonly counted?: ReadonlySet<RecordId>;
  /** Only records with one of these labels; default all. */
  readonly only?: readonly string[];
  /** Whether Marginalia's own formats include skipped, flagged or noted records; default false. */
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
  /** Those of them in `ExportOptions.counted`, if given. */
  readonly counted?: number;
  /** What the format cannot store. */
  readonly losses: readonly { readonly what: Loss; readonly count: number }[];
  /** Answers left out because the pool no longer has their texts. */
  readonly withoutText: number;
}
