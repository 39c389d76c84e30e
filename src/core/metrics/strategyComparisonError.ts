import { sumOf } from '../math/sum.ts';

/** One value for the head of each arm. */
export interface PerArm<T> {
  readonly random: T;
  readonly active: T;
}

/**
 * Results of a comparison's K halvings, as K × m arrays for m groups of near-duplicate random records. Each
 * halving makes two splits that swap the halves: every group is tested by one split, and trains the random
 * arm of the other.
 */
export interface Halvings {
  /** A group's contribution to the quality of the heads that it tests, less its share of the mean. */
  readonly tested: PerArm<readonly Float64Array[]>;
  /** 1 where the halving's first split trains on the group, −1 where its second one does. */
  readonly side: readonly Int8Array[];
  /** The heads' quality on the reference records, two per halving, one after the other. */
  readonly reference: PerArm<readonly number[]>;
  readonly sizes: ArmSizes;
  /** Minimum variance from the choice of the test records. */
  readonly minVariance: number;
}

/** Numbers of records. */
export interface ArmSizes {
  /** Of the start, which all heads learn from. */
  readonly start: number;
  /** Of each arm. */
  readonly arm: number;
}

/**
 * Variance of the mean difference over all halvings if both arms had consisted of other records, and its
 * degrees of freedom (Satterthwaite 1946). Every random record is both tested and trained on, so formulas for
 * independent tests do not hold (Bengio & Grandvalet 2004). The variance is the sum of
 * - the spread of the groups' mean effects as test records;
 * - `trainingError` of each arm, whose records are drawn independently, times `varianceRatio`: it is measured
 *   against the working head, and needed against the truth;
 * - `pairError`: training on one record of a similar pair makes the head right about the other one, and the
 *   reverse; the spread counts this only once;
 * - `sharedError`: a record that the random arm gets wrong is one that it would learn from.
 *
 * @throws RangeError for fewer than two halvings
 */
export function comparisonError({ tested, side, reference, sizes, minVariance }: Halvings): {
  readonly variance: number;
  readonly degreesOfFreedom: number;
} {
  const randomMeans = meansOf(tested.random);
  const means = meansOf(tested.active).map((mean, i) => mean - randomMeans[i]!);
  const groups = means.length;
  const divisor = Math.max(1, groups - 1);
  const squares = sumOf(means.map((mean) => mean ** 2));
  const spread = Math.max((squares * groups) / divisor, minVariance);
  const fourth = sumOf(means.map((mean) => mean ** 4));
  const kurtosis = squares > 0 ? (groups * fourth) / squares ** 2 : 3;
  const factor = varianceRatio(sizes);
  const arms = [reference.random, reference.active].map(trainingError);
  const [random, active] = arms.map(({ variance }) => factor * variance);
  const shared = sharedError(tested, side, reference.random);
  const sum = spread + random! + active! + pairError(tested.random, side) + shared;
  // The estimated covariance is usually negative, and may by chance exceed the other terms.
  const variance = Math.max(sum, spread / 2);
  // Half the variance of each estimate: over groups, over halvings, over the records of an arm.
  const uncertainty =
    (spread ** 2 * (kurtosis - 1)) / (2 * groups) +
    factor ** 2 * sumOf(arms.map((arm) => arm.uncertainty)) +
    (random! ** 2 + active! ** 2) / sizes.arm +
    (4 * spread * random! + shared ** 2) / (2 * groups);
  return { variance, degreesOfFreedom: Math.max(1, variance ** 2 / uncertainty) };
}

/**
 * The variance of the difference between a split's heads when they are scored against the truth, divided by
 * that against the working head, which was trained on the same records and makes similar errors. If errors
 * are means over the training records, and losses are quadratic in them, the difference is the product of two
 * distances: of the heads from each other, and of their mean from the truth or the working head. The variance
 * of the latter has a share for the start, one for the halves trained on, and one for the other halves.
 * Without a start the ratio is N / (N − 2n) for heads of n records and a working head of N: 2, since n is a
 * quarter of N.
 */
export function varianceRatio({ start, arm }: ArmSizes): number {
  const share = (start + arm / 2) / (start + 2 * arm);
  const near = 4 * start * (1 - share) ** 2 + arm * (1 - 2 * share) ** 2 + arm * (2 * share) ** 2;
  return (4 * start + arm) / near;
}

/**
 * Variance of the mean over splits if other records had been trained on. It is not the spread of the splits,
 * which share their records. The two halves of an arm are independent samples, so half the difference of
 * their values has the variance of half their sum, for one halving. By the law of total variance, the mean
 * over all halvings has that variance less the spread of the half sums between halvings of the same records.
 * Unlike the jackknife and shares of the spread (Efron & Stein 1981), this does not need the effects of
 * records to add up.
 * @param values two per halving, one after the other
 * @returns the variance, and half the variance of this estimate, for Satterthwaite's formula
 * @throws RangeError for an odd number of values, or fewer than four
 */
export function trainingError(values: readonly number[]): {
  readonly variance: number;
  readonly uncertainty: number;
} {
  const count = values.length / 2;
  if (!Number.isInteger(count) || count < 2) {
    throw new RangeError(
      `trainingError: two values of two halvings at least, got ${values.length}`,
    );
  }
  const pairs = Array.from({ length: count }, (_, k) => [values[2 * k]!, values[2 * k + 1]!]);
  const within = sumOf(pairs.map(([a, b]) => ((a! - b!) / 2) ** 2)) / count;
  const sums = pairs.map(([a, b]) => (a! + b!) / 2);
  const middle = sumOf(sums) / count;
  const between = sumOf(sums.map((sum) => (sum - middle) ** 2)) / (count - 1);
  return {
    variance: Math.max(0, within - between) + between / count,
    uncertainty: within ** 2 / count + between ** 2 / (count - 1),
  };
}

/**
 * Σ h_ij h_ji / 4 over pairs of groups, h_ij being the change in the effect of i as a test record when the
 * random arm trains on j. With the sides s of a halving as signs, Σ s_i s_j over two halvings is a product of
 * sums over groups. Only products of different halvings are used: within one, both factors contain the noise
 * of the same fit.
 * @param tested K × m effects of the random arm; see `Halvings`
 */
export function pairError(tested: readonly Float64Array[], side: readonly Int8Array[]): number {
  const effects = withoutCommonEffects(tested, side);
  const count = effects.length;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const [effectsK, sideK] = [effects[k]!, side[k]!];
    for (let l = 0; l < k; l++) {
      const [effectsL, sideL] = [effects[l]!, side[l]!];
      let signedK = 0;
      let signedL = 0;
      let diagonal = 0;
      for (let i = 0; i < effectsK.length; i++) {
        const sign = sideK[i]! * sideL[i]!;
        signedK += sign * effectsK[i]!;
        signedL += sign * effectsL[i]!;
        diagonal += effectsK[i]! * effectsL[i]!;
      }
      sum += 2 * (signedK * signedL - diagonal);
    }
  }
  return sum / (count * (count - 1));
}

/**
 * Subtracts the mean of each group, and the effect of each halving's head on all records that it is
 * tested on.
 */
function withoutCommonEffects(
  tested: readonly Float64Array[],
  side: readonly Int8Array[],
): Float64Array[] {
  const means = meansOf(tested);
  return tested.map((row, k) => {
    const effects = row.map((value, i) => value - means[i]!);
    for (const half of [1, -1]) {
      const members = Array.from(effects.keys()).filter((i) => side[k]![i] === half);
      const common = sumOf(members.map((i) => effects[i]!)) / Math.max(1, members.length);
      for (const i of members) effects[i]! -= common;
    }
    return effects;
  });
}

/**
 * Twice the covariance of the groups' effects on the difference as test records with those as training
 * records of the random arm, which are measured on the reference records. Only products of different halvings
 * are used, as in `pairError`.
 * @param reference of the random arm
 */
export function sharedError(
  { random, active }: Halvings['tested'],
  side: readonly Int8Array[],
  reference: readonly number[],
): number {
  const count = side.length;
  const tested = active.map((row, k) => row.map((value, i) => value - random[k]![i]!));
  // What the random arm learns reduces the difference.
  const learnt = side.map((signs, k) =>
    Float64Array.from(signs, (sign) => sign * (reference[2 * k + 1]! - reference[2 * k]!)),
  );
  const dot = (a: Float64Array, b: Float64Array): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const allPairs = count ** 2 * dot(meansOf(tested), meansOf(learnt));
  const sameHalving = sumOf(tested.map((row, k) => dot(row, learnt[k]!)));
  return (allPairs - sameHalving) / (count * (count - 1));
}

/** The mean of each column: over the halvings. */
function meansOf(rows: readonly Float64Array[]): Float64Array {
  const means = new Float64Array(rows[0]!.length);
  for (const row of rows) for (let i = 0; i < means.length; i++) means[i]! += row[i]! / rows.length;
  return means;
}
