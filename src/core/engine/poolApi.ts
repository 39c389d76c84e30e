import type { JudgedLabels } from './modelApi.ts';
import type { PassedLabel } from '../pool/importedLabels.ts';
import type { PoolAccounting, PoolProblem, PoolSpec } from '../pool/poolSpec.ts';
import type { RowArrays } from '../pool/rowList.ts';
import type { PoolRecord, RecordId } from '../record.ts';

/** The pool: its records, its files and its hold-out draw. */
export interface PoolApi {
  /** Indexes the pool. Until it resolves, `read` and `sample` work on the part indexed so far. */
  openPool(params: OpenPoolParams): Promise<PoolSummary>;
  /** Records in the given order; omits ids that are not (or no longer) in the pool. */
  read(params: { ids: RecordId[] }): Promise<PoolRecord[]>;
  /** Every file row of the given records, in file order; omits ids that are not in the pool. */
  rowsOf(params: { ids: RecordId[] }): Promise<RowArrays>;
  /** Rows as in the files: each with its own text, id, line and context. */
  readRows(params: { rows: RowArrays }): Promise<PoolRecord[]>;
  /** Up to `count` random records that are not in `exclude`; needs no embeddings. */
  sample(params: { count: number; exclude: RecordId[]; seed: number }): Promise<RecordId[]>;
  /**
   * Which records to add to the hold-out: decided by a seeded hash for each group of near-duplicates, over
   * all rows, whether the filter admits them or not.
   */
  drawHoldout(params: HoldoutParams): Promise<HoldoutDraw>;
  /** Number of pool rows with the text of each record; 0 if it is not in the pool. */
  multiplicities(params: { ids: RecordId[] }): Promise<number[]>;
  /** The annotations in the pool's label column, if the project names one. */
  importedLabels(params: Record<never, never>): Promise<ImportedLabel[]>;
  /** Matches stored annotations to the pool after its file changed. */
  rematch(params: { stored: StoredIdentity[] }): Promise<Rematch>;
}

export interface OpenPoolParams {
  /** Paths are relative to `folder`, and are reported that way in problems. */
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
  /** Number of file rows that contained a record. */
  readonly rowsRead: number;
  /** The first problems, in file order. */
  readonly problems: PoolProblem[];
  readonly problemCount: number;
  /** Counts of what happened to every row. */
  readonly accounting: PoolAccounting;
  /** Number of labels of rows that are in no record, by reason. */
  readonly labelsPassed: Readonly<Partial<Record<PassedLabel, number>>>;
  /** Changes when any record is added, removed or edited. */
  readonly fingerprint: string;
  /** As `fingerprint`, including records that the filter excludes. */
  readonly wholeFingerprint: string;
}

export interface HoldoutParams {
  /** Of the first draw; unchanged at later ones. */
  readonly seed: number;
  /** Maximum number of groups to hold out, and size limit of a group. */
  readonly size: number;
  /** Maximum share of the groups to hold out. */
  readonly share: number;
  /** Sampling rate of groups, fixed at the first draw; omitted there. */
  readonly rate?: number;
  /** Marks every record as seen without drawing. */
  readonly adopt?: boolean;
  /** Records that the project had before; see `SeenRecords`. */
  readonly seen: Uint8Array[];
  /** Records already shown to the annotator; their groups are not held out. */
  readonly shown: RecordId[];
  /** Current members with their sort keys. */
  readonly members: { readonly id: RecordId; readonly hash: number }[];
  /** Near-duplicates of both members and other records; new records similar to these join them. */
  readonly excluded: RecordId[];
}

export interface HoldoutDraw {
  readonly rate: number;
  /** New members, in order. */
  readonly members: readonly {
    readonly id: RecordId;
    /** Number of file rows with that text. */
    readonly multiplicity: number;
    readonly hash: number;
    /** The representative of its group. */
    readonly representative: RecordId;
  }[];
  /** New records that are near-duplicates of both a member and a record that may be trained on. */
  readonly excluded: RecordId[];
  /** New records; see `SeenRecords`. */
  readonly seen: Uint8Array;
}

/**
 * The labels that a text's rows give it: one label, or in multi-label projects those that apply and those
 * that do not.
 */
export type ImportedLabel = {
  readonly id: RecordId;
  /** Number of rows of the text that have a label. */
  readonly rows: number;
} & (
  | {
      readonly label: string;
      /** All labels of the rows, if they disagree. */
      readonly conflicts?: string[];
    }
  | (JudgedLabels & {
      /** The labels of each row, if they disagree. */
      readonly conflicts?: JudgedLabels[];
    })
);

export interface StoredIdentity {
  readonly id: RecordId;
  readonly sourceId?: string;
}

export interface Rematch {
  readonly matched: number;
  /** Same source id, new text: kept, but excluded from training until confirmed. */
  readonly changed: { readonly id: RecordId; readonly now: RecordId; readonly sourceId: string }[];
  readonly missing: RecordId[];
}
