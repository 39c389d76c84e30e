import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';
import { nearDuplicateGroups } from '../pool/nearDuplicates.ts';
import {
  countIndicators,
  indicators,
  NO,
  UNKNOWN,
  YES,
  type Indicators,
} from '../heads/indicators.ts';
import type { FoundLabel } from '../pool/labelValue.ts';
import type { Pool } from '../pool/openPool.ts';
import type { RecordId } from '../record.ts';

/** Records with known true labels, which an oracle can answer. */
export interface OraclePool<Labels = Int32Array> {
  /** The text of each record; rows of identical normalised text are one record. */
  readonly texts: readonly string[];
  readonly ids: readonly RecordId[];
  /** Label-set indices, one per record, or multi-label judgements. */
  readonly labels: Labels;
  /** The near-duplicate group of each record; a unique record is its own group. */
  readonly groups: Int32Array;
  readonly leftOut: UnanswerableRecords;
}

/** Records that the oracle cannot answer. */
export interface UnanswerableRecords {
  /** Rows of one text with different labels. */
  readonly conflicting: number;
  readonly unlabelled: number;
}

const block = 1024;

/** How to read records' labels from the pool: `singleLabelField` or `multiLabelField`. */
export interface OracleField<Labels> {
  /** @param found one per record */
  read(found: readonly FoundLabel[], labelNames: readonly string[]): Labels;
  /** Number of records per label. */
  counts(labels: Labels, labelCount: number): number[];
}

/** The label set of several pools: the names in order of first appearance. */
export function labelSetOf(pools: readonly Pool[]): string[] {
  return [...new Set(pools.flatMap(({ labels }) => labels.names))];
}

/** A single label per record. */
export const singleLabelField: OracleField<Int32Array> = {
  read(found, labelNames) {
    const indexOf = new Map(labelNames.map((name, label) => [name, label]));
    return Int32Array.from(found, (label) => ('label' in label ? indexOf.get(label.label)! : -1));
  },
  counts(labels, labelCount) {
    const counts = new Array<number>(labelCount).fill(0);
    for (const label of labels) counts[label]!++;
    return counts;
  },
};

/** Several labels per record, of which some may be unknown. */
export const multiLabelField: OracleField<Indicators> = {
  read(found, labelNames) {
    const indexOf = new Map(labelNames.map((name, label) => [name, label]));
    const sets = indicators(found.length, labelNames.length);
    found.forEach((label, i) => {
      if ('label' in label) return;
      const own = sets.data.subarray(i * labelNames.length, (i + 1) * labelNames.length);
      if (label.no !== 'others') {
        own.fill(UNKNOWN);
        for (const name of label.no) own[indexOf.get(name)!] = NO;
      }
      for (const name of label.yes) own[indexOf.get(name)!] = YES;
    });
    return sets;
  },
  counts: (labels) => Array.from(countIndicators(labels).yes),
};

/**
 * Reads all records of a pool with a value in the label field.
 * @param labelNames the label set; includes every label of the pool
 * @param seed of the near-duplicate search
 * @throws UserError if no record has a label
 * @throws CancelledError
 */
export async function readOraclePool<Labels>(
  pool: Pool,
  field: OracleField<Labels>,
  labelNames: readonly string[],
  { seed, signal }: { readonly seed: number; readonly signal?: AbortSignal },
): Promise<OraclePool<Labels>> {
  const { index } = pool;
  const rows: number[] = [];
  const found: FoundLabel[] = [];
  const conflicting = pool.labels.conflicts.length;
  for (let row = 0; row < index.size; row++) {
    const label = pool.labels.foundOf(row);
    if (label === undefined) continue;
    rows.push(row);
    found.push(label);
  }
  if (rows.length === 0) throw new UserError(message('simulation.noLabels', {}));
  const texts: string[] = [];
  for (let from = 0, next = 0; from < index.size; from += block) {
    const read = await pool.texts(from, from + block);
    while (next < rows.length && rows[next]! < from + block)
      texts.push(read[rows[next++]! - from]!);
  }
  const between = (from: number, to: number): Promise<string[]> =>
    Promise.resolve(texts.slice(from, to));
  return {
    texts,
    ids: rows.map((row) => index.id(row)),
    labels: field.read(found, labelNames),
    groups: await nearDuplicateGroups(rows.length, between, { seed, ...(signal && { signal }) }),
    leftOut: { conflicting, unlabelled: index.size - rows.length - conflicting },
  };
}
