import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';
import { nearDuplicateGroups } from '../pool/nearDuplicates.ts';
import type { Pool } from '../pool/openPool.ts';
import type { RecordId } from '../record.ts';

/** Records whose true labels are known: what an oracle can be asked about. */
export interface OraclePool<Labels = Int32Array> {
  /** The text of each record; rows of identical normalised text are one record. */
  readonly texts: readonly string[];
  readonly ids: readonly RecordId[];
  /** Label-set indices, one a record, or judgements of several labels. */
  readonly labels: Labels;
  /** The near-duplicate group of each record; a record without twins is a group of its own. */
  readonly groups: Int32Array;
  readonly leftOut: LeftOut;
}

/** Records that an oracle cannot be asked about. */
export interface LeftOut {
  /** Rows of one text that carry different labels. */
  readonly conflicting: number;
  readonly unlabelled: number;
}

const block = 1024;

/** The label set of several pools: the names in the order in which they are first met. */
export function labelSetOf(...pools: readonly Pool[]): string[] {
  return [...new Set(pools.flatMap(({ labels }) => labels.names))];
}

/**
 * Reads all records of a pool that have one label each.
 * @param labelNames the label set; holds every label of the pool
 * @param seed of the near-duplicate search
 * @throws UserError if no record has a label; CancelledError
 */
export async function readOraclePool(
  pool: Pool,
  labelNames: readonly string[],
  { seed, signal }: { readonly seed: number; readonly signal?: AbortSignal },
): Promise<OraclePool> {
  const { index, labels: given } = pool;
  const indexOf = new Map(labelNames.map((name, label) => [name, label]));
  const rows: number[] = [];
  const labels: number[] = [];
  for (let row = 0; row < index.size; row++) {
    const name = given.of(row);
    if (name === undefined) continue;
    rows.push(row);
    labels.push(indexOf.get(name)!);
  }
  if (rows.length === 0) {
    throw new UserError(message('simulation.noLabels', {}));
  }
  const texts: string[] = [];
  for (let from = 0, next = 0; from < index.size; from += block) {
    const read = await pool.texts(from, from + block);
    while (next < rows.length && rows[next]! < from + block)
      texts.push(read[rows[next++]! - from]!);
  }
  const between = (from: number, to: number): Promise<string[]> =>
    Promise.resolve(texts.slice(from, to));
  const conflicting = given.conflicts.length;
  return {
    texts,
    ids: rows.map((row) => index.id(row)),
    labels: Int32Array.from(labels),
    groups: await nearDuplicateGroups(rows.length, between, { seed, ...(signal && { signal }) }),
    leftOut: { conflicting, unlabelled: index.size - rows.length - conflicting },
  };
}
