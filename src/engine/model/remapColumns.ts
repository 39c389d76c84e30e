import { matrix, type Matrix } from '../../core/math/matrix.ts';

/**
 * Maps a head's probabilities to a label set that has changed since it was fitted: adds up columns
 * of merged labels, drops removed labels and renormalizes each row. Rows that sum to 0 become
 * uniform.
 * @param labels the present label set
 * @param names present names of the head's columns
 * @param probabilities n × `names.length`
 * @returns n × k, and the label-set index of each of the k columns, 0 ≤ k
 */
export function remapColumns(
  labels: readonly string[],
  names: readonly string[],
  probabilities: Matrix,
): { probabilities: Matrix; columns: Int32Array } {
  const remaining = labels.flatMap((name, label) => (names.includes(name) ? [label] : []));
  const columns = Int32Array.from(remaining);
  const targetColumns = names.map((name) => remaining.indexOf(labels.indexOf(name)));
  if (targetColumns.every((column, i) => column === i)) return { probabilities, columns };
  const { rows, cols, data } = probabilities;
  const merged = matrix(rows, remaining.length);
  for (let i = 0; i < rows; i++) {
    const row = merged.data.subarray(i * remaining.length, (i + 1) * remaining.length);
    for (let j = 0; j < cols; j++)
      if (targetColumns[j]! >= 0) row[targetColumns[j]!]! += data[i * cols + j]!;
    const sum = row.reduce((total, p) => total + p, 0);
    if (sum > 0) row.forEach((p, j) => (row[j] = p / sum));
    else row.fill(1 / remaining.length);
  }
  return { probabilities: merged, columns };
}

/**
 * As `remapColumns` for independent labels: one that others were merged into applies if any of them
 * does, so its probability is 1 − Π (1 − p), and its threshold the lowest of theirs.
 * @param thresholds of the head's columns; ½ if omitted
 */
export function remapLabels(
  labels: readonly string[],
  names: readonly string[],
  probabilities: Matrix,
  thresholds: Float32Array = new Float32Array(names.length).fill(0.5),
): { probabilities: Matrix; columns: Int32Array; thresholds: Float32Array } {
  const remaining = labels.flatMap((name, label) => (names.includes(name) ? [label] : []));
  const columns = Int32Array.from(remaining);
  const targetColumns = names.map((name) => remaining.indexOf(labels.indexOf(name)));
  if (targetColumns.every((column, i) => column === i))
    return { probabilities, columns, thresholds };
  const { rows, cols, data } = probabilities;
  const merged = matrix(rows, remaining.length);
  const lowest = new Float32Array(remaining.length).fill(1);
  for (let j = 0; j < cols; j++) {
    const column = targetColumns[j]!;
    if (column < 0) continue;
    lowest[column] = Math.min(lowest[column]!, thresholds[j]!);
    for (let i = 0; i < rows; i++) {
      const p = data[i * cols + j]!;
      merged.data[i * remaining.length + column]! +=
        p - merged.data[i * remaining.length + column]! * p;
    }
  }
  return { probabilities: merged, columns, thresholds: lowest };
}
