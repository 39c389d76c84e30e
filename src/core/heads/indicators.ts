/** States of a label on a record. */
export const YES = 1;
export const NO = 0;
export const UNKNOWN = -1;

/**
 * Multi-label judgements: yes, no or unknown for every label (the indicator matrix of multi-label
 * learning, with missing entries). Record i and label j are at `data[i * labels + j]`.
 */
export interface Indicators {
  /** n */
  readonly rows: number;
  /** c, the size of the label set. */
  readonly labels: number;
  /** n × c of YES, NO, UNKNOWN. */
  readonly data: Int8Array;
}

/** @param data default all NO. @throws RangeError if its length is not rows × labels */
export function indicators(
  rows: number,
  labels: number,
  data = new Int8Array(rows * labels),
): Indicators {
  if (data.length !== rows * labels) {
    throw new RangeError(
      `indicators: ${rows} × ${labels} need ${rows * labels} values, got ${data.length}`,
    );
  }
  return { rows, labels, data };
}

/** Copies the given records in the given order. */
export function takeIndicators(
  { labels, data }: Indicators,
  records: ArrayLike<number>,
): Indicators {
  const taken = indicators(records.length, labels);
  for (let i = 0; i < records.length; i++) {
    taken.data.set(data.subarray(records[i]! * labels, (records[i]! + 1) * labels), i * labels);
  }
  return taken;
}

/** Copies the given labels in the given order. */
export function takeLabels(
  { rows, labels, data }: Indicators,
  columns: ArrayLike<number>,
): Indicators {
  const taken = indicators(rows, columns.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns.length; j++) taken.data[at++] = data[i * labels + columns[j]!]!;
  }
  return taken;
}

/** Numbers of positive and negative records per label: c each. */
export function countIndicators({ rows, labels, data }: Indicators): {
  yes: Int32Array;
  no: Int32Array;
} {
  const yes = new Int32Array(labels);
  const no = new Int32Array(labels);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < labels; j++, at++) {
      if (data[at] === YES) yes[j]!++;
      else if (data[at] === NO) no[j]!++;
    }
  }
  return { yes, no };
}
