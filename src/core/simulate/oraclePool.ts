import { message } from '../messages/messages.ts';
import { UserError } from '../errors.ts';
import { nearDuplicateGroups } from '../pool/nearDuplicates.ts';
import { countIndicators, indicators, YES, type Indicators } from '../heads/indicators.ts';
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
  readonly leftOut: LeftOut;
}

/** Records that the oracle cannot answer. */
export interface LeftOut {
  /** Rows of one text with different labels. */
  readonly conflicting: number;
  readonly unlabelled: number;
}

const block = 1024;

/** How to read the label field: `oneLabelField`, or `labelListField`. */
export interface OracleField<Labels> {
  /** The label set of several pools: the names in order of first appearance. */
  labelSet(pools: readonly Pool[]): string[];
  /**
   * The value of a record's label field.
   * @returns undefined if it is empty, or if the record's rows disagree
   */
  valueOf(pool: Pool): (row: number) => string | undefined;
  /** @param values one per record */
  read(values: readonly string[], labelNames: readonly string[]): Labels;
  /** Number of records per label. */
  counts(labels: Labels, labelCount: number): number[];
}

/** A single label per record: the value of the field. */
export const oneLabelField: OracleField<Int32Array> = {
  labelSet: (pools) => [...new Set(pools.flatMap(({ labels }) => labels.names))],
  valueOf: (pool) => (row) => pool.labels.of(row),
  read(values, labelNames) {
    const indexOf = new Map(labelNames.map((name, label) => [name, label]));
    return Int32Array.from(values, (name) => indexOf.get(name)!);
  },
  counts(labels, labelCount) {
    const counts = new Array<number>(labelCount).fill(0);
    for (const label of labels) counts[label]!++;
    return counts;
  },
};

/** Several labels per record: the separated parts of the field's value. */
export function labelListField(separator: string): OracleField<Indicators> {
  const parts = (value: string): string[] =>
    value
      .split(separator)
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const setOf = (value: string): string => [...new Set(parts(value))].sort().join('\n');
  return {
    labelSet: (pools) => [...new Set(pools.flatMap(({ labels }) => labels.names.flatMap(parts)))],
    valueOf(pool) {
      const agreed = new Map<number, string>();
      for (const { row, found } of pool.labels.conflicts) {
        const labels = found.flatMap((said) => ('label' in said ? [said.label] : []));
        // The same labels in another order do not conflict.
        if (new Set(labels.map(setOf)).size === 1) agreed.set(row, labels[0]!);
      }
      return (row) => pool.labels.of(row) ?? agreed.get(row);
    },
    read(values, labelNames) {
      const indexOf = new Map(labelNames.map((name, label) => [name, label]));
      const sets = indicators(values.length, labelNames.length);
      values.forEach((value, i) => {
        for (const name of parts(value))
          sets.data[i * labelNames.length + indexOf.get(name)!] = YES;
      });
      return sets;
    },
    counts: (labels) => Array.from(countIndicators(labels).yes),
  };
}

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
  const valueOf = field.valueOf(pool);
  const rows: number[] = [];
  const values: string[] = [];
  let conflicting = pool.labels.conflicts.length;
  for (let row = 0; row < index.size; row++) {
    const value = valueOf(row);
    if (value === undefined) continue;
    rows.push(row);
    values.push(value);
    if (pool.labels.of(row) === undefined) conflicting--;
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
    labels: field.read(values, labelNames),
    groups: await nearDuplicateGroups(rows.length, between, { seed, ...(signal && { signal }) }),
    leftOut: { conflicting, unlabelled: index.size - rows.length - conflicting },
  };
}
