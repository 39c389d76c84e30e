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
  const kept = labels.flatMap((name, label) => (names.includes(name) ? [label] : []));
  const columns = Int32Array.from(kept);
  const target = names.map((name) => kept.indexOf(labels.indexOf(name)));
  if (target.every((column, i) => column === i)) return { probabilities, columns };
  const { rows, cols, data } = probabilities;
  const summed = matrix(rows, kept.length);
  for (let i = 0; i < rows; i++) {
    const row = summed.data.subarray(i * kept.length, (i + 1) * kept.length);
    for (let j = 0; j < cols; j++) if (target[j]! >= 0) row[target[j]!]! += data[i * cols + j]!;
    const sum = row.reduce((total, p) => total + p, 0);
    if (sum > 0) row.forEach((p, j) => (row[j] = p / sum));
    else row.fill(1 / kept.length);
  }
  return { probabilities: summed, columns };
}
