/** What is known of a label and a record. */
export const YES = 1;
export const NO = 0;
export const UNKNOWN = -1;

/**
 * Judgements of several labels a record: for every label yes, no or unknown (the indicator matrix of multi-label
 * learning, with gaps). Record i and label j are at `data[i * labels + j]`.
 */
export interface Indicators {
  /** n */
  readonly rows: number;
  /** c, the size of the label set. */
  readonly labels: number;
  /** n × c of YES, NO, UNKNOWN. */
  readonly data: Int8Array;
}

/** @param data a fresh array of NO when left out. @throws RangeError if its length is not rows × labels. */
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

/** The given records, copied in the given order. */
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

/** The given labels, copied in the given order. */
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

/** How many records are a label's, and how many are not: c of each. */
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
