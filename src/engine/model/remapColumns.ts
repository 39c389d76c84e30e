import { matrix, type Matrix } from '../../core/math/matrix.ts';

/**
 * A head's probabilities under a label set that changed since it was fitted: columns of labels that
 * were merged are added up; those of labels that are gone are left out, and each row sums to 1 again,
 * as a head that knows what may be answered would say. A row of which nothing is left has all equal.
 * @param labels the label set of today
 * @param names today's names of the head's columns
 * @param probabilities n × `names.length`
 * @returns n × k, and the place in the label set of each of the k columns, 0 ≤ k
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
