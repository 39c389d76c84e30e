import type { PassedLabel } from '../pool/importedLabels.ts';
import type { PoolAccounting, PoolProblem, PoolSpec } from '../pool/poolSpec.ts';
import type { RowArrays } from '../pool/rowList.ts';
import type { PoolRecord, RecordId } from '../record.ts';

/** The pool: its records, its files, and which of its records are held out. */
export interface PoolApi {
  /** Indexes the pool. Until it resolves, `read` and `sample` work on what has been indexed. */
  openPool(params: OpenPoolParams): Promise<PoolSummary>;
  /** Records in the order asked for; ids that the pool does not hold (any more) are left out. */
  read(params: { ids: RecordId[] }): Promise<PoolRecord[]>;
  /** Every row of the pool's files that the records stand for, in file order; ids it does not hold are left out. */
  rowsOf(params: { ids: RecordId[] }): Promise<RowArrays>;
  /** Rows as they stand in the files: text, id, line and context are each row's own. */
  readRows(params: { rows: RowArrays }): Promise<PoolRecord[]>;
  /** Up to `count` records at random that are not in `exclude`; needs no embeddings. */
  sample(params: { count: number; exclude: RecordId[]; seed: number }): Promise<RecordId[]>;
  /**
   * Which records the hold-out gains: decided by a seeded hash for each group of near-duplicates, over
   * all rows, whether the filter lets them pass or not.
   */
  drawHoldout(params: HoldoutParams): Promise<HoldoutDraw>;
  /** Rows of the pool with the text of each record; 0 for one that the pool does not hold. */
  multiplicities(params: { ids: RecordId[] }): Promise<number[]>;
  /** The annotations that the label column of the pool holds, if the project names one. */
  importedLabels(params: Record<never, never>): Promise<ImportedLabel[]>;
  /** What became of stored annotations after the pool file changed. */
  rematch(params: { stored: StoredIdentity[] }): Promise<Rematch>;
}

export interface OpenPoolParams {
  /** Paths are relative to `folder`, and named so in problems. */
  readonly pool: PoolSpec;
  /** Folder of the project file. */
  readonly folder: string;
  readonly name: string;
  /** Folder for embeddings and spool files, `.marginalia/cache`. */
  readonly cacheDir: string;
  readonly seed: number;
}

export interface PoolSummary {
  /** Unique records. */
  readonly size: number;
  /** Rows of the files that held a record. */
  readonly rowsRead: number;
  /** The first problems, in file order. */
  readonly problems: PoolProblem[];
  readonly problemCount: number;
  /** What became of every row. */
  readonly accounting: PoolAccounting;
  /** Labels of rows that are in no record, by reason. */
  readonly labelsPassed: Readonly<Partial<Record<PassedLabel, number>>>;
  /** Changes when any record is added, removed or edited. */
  readonly fingerprint: string;
  /** The same with the records that the filter keeps out. */
  readonly wholeFingerprint: string;
}

export interface HoldoutParams {
  /** Of the first draw, also at later ones. */
  readonly seed: number;
  /** Groups to hold out at most, and the largest group that is. */
  readonly size: number;
  /** Share of the groups to hold out at most. */
  readonly share: number;
  /** The chance of a group as it was settled at the first draw, which this one is when left out. */
  readonly rate?: number;
  /** Takes every record as it is for seen: nothing is drawn. */
  readonly adopt?: boolean;
  /** Records that the project had before; see `SeenRecords`. */
  readonly seen: Uint8Array[];
  /** Shown to the annotator already: their groups are not held out. */
  readonly shown: RecordId[];
  /** Members so far, with their place in the order. */
  readonly members: { readonly id: RecordId; readonly hash: number }[];
  /** Near-duplicates of members and of others: whatever joins them is between as well. */
  readonly between: RecordId[];
}

export interface HoldoutDraw {
  readonly rate: number;
  /** New members, in their order. */
  readonly members: readonly {
    readonly id: RecordId;
    /** Rows of the files with that text. */
    readonly multiplicity: number;
    readonly hash: number;
    /** The record that stands for its group. */
    readonly kin: RecordId;
  }[];
  /** New records that are near-duplicates of a member and of a record that may be trained on. */
  readonly between: RecordId[];
  /** New records; see `SeenRecords`. */
  readonly seen: Uint8Array;
}

export interface ImportedLabel {
  readonly id: RecordId;
  readonly label: string;
  /** Other labels found on rows of the same text. */
  readonly conflicts?: string[];
  /** Rows of the text that have a label. */
  readonly rows: number;
}

export interface StoredIdentity {
  readonly id: RecordId;
  readonly sourceId?: string;
}

export interface Rematch {
  readonly matched: number;
  /** Same source id, new text: kept, but not trained on until confirmed. */
  readonly changed: { readonly id: RecordId; readonly now: RecordId; readonly sourceId: string }[];
  readonly missing: RecordId[];
}
