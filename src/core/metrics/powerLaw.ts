import { checkSameLength } from './estimate.ts';

/** value(n) = a − b·n^(−c): the usual shape of a learning curve, with ceiling a. */
export interface PowerLaw {
  /** 0 ≤ a ≤ 1. */
  readonly a: number;
  /** b ≥ 0; 0 if the curve does not rise. */
  readonly b: number;
  /** SLOWEST ≤ c ≤ FASTEST. */
  readonly c: number;
  /** Sum of squared residuals. */
  readonly residual: number;
}

const SLOWEST = 0.05;
const FASTEST = 3;
const GRID = 48;

/**
 * Bounded least squares. For a given c the optimal a and b have a closed form, so only c is
 * searched: a grid on ln c finds the valley, golden-section search its minimum. Needs no starting
 * value and cannot diverge.
 * @param n numbers of labels, positive, at least two distinct
 * @param values the metric, in [0, 1]
 * @throws RangeError for fewer than two points or labels that are not positive
 */
export function fitPowerLaw(n: ArrayLike<number>, values: ArrayLike<number>): PowerLaw {
  checkSameLength('fitPowerLaw', n.length, values.length);
  if (n.length < 2) throw new RangeError('fitPowerLaw: at least two points are needed');
  let scale = Infinity;
  for (let i = 0; i < n.length; i++) {
    if (!(n[i]! > 0)) throw new RangeError(`fitPowerLaw: labels must be positive, got ${n[i]}`);
    scale = Math.min(scale, n[i]!);
  }
  // Relative to the smallest n the powers stay in (0, 1], which keeps the sums well conditioned.
  const logs = Float64Array.from(n, (count) => Math.log(count / scale));
  const at = (logC: number): PowerLaw => fitGivenC(logs, values, Math.exp(logC));
  const from = Math.log(SLOWEST);
  const step = (Math.log(FASTEST) - from) / (GRID - 1);
  let best = at(from);
  let bestStep = 0;
  for (let k = 1; k < GRID; k++) {
    const fit = at(from + k * step);
    if (fit.residual < best.residual) [best, bestStep] = [fit, k];
  }
  let low = from + Math.max(0, bestStep - 1) * step;
  let high = from + Math.min(GRID - 1, bestStep + 1) * step;
  const golden = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-7) {
    const left = at(high - golden * (high - low));
    const right = at(low + golden * (high - low));
    const better = left.residual <= right.residual ? left : right;
    if (better === left) high = low + golden * (high - low);
    else low = high - golden * (high - low);
    if (better.residual < best.residual) best = better;
  }
  return { ...best, b: best.b * scale ** best.c };
}

/** The value a − b·n^−c of the curve at n labels. */
export function powerLawAt({ a, b, c }: PowerLaw, n: number): number {
  return a - b * n ** -c;
}

/**
 * The n from which the curve is at or above `target`; Infinity if its ceiling is not above the
 * target.
 */
export function powerLawReaches({ a, b, c }: PowerLaw, target: number): number {
  if (a <= target) return Infinity;
  return (b / (a - target)) ** (1 / c);
}

/**
 * Optimal a in [0, 1] and b ≥ 0 of y ≈ a − b·x, x = exp(−c·log): the unconstrained optimum, or the
 * best on the boundary.
 */
function fitGivenC(logs: Float64Array, values: ArrayLike<number>, c: number): PowerLaw {
  const count = logs.length;
  const x = logs.map((log) => Math.exp(-c * log));
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < count; i++) {
    meanX += x[i]! / count;
    meanY += values[i]! / count;
  }
  let xx = 0;
  let xy = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    xx += (x[i]! - meanX) ** 2;
    xy += (x[i]! - meanX) * (values[i]! - meanY);
    squares += x[i]! * x[i]!;
  }
  const residual = (a: number, b: number): number => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += (values[i]! - a + b * x[i]!) ** 2;
    return sum;
  };
  const freeB = xx > 0 ? -xy / xx : 0;
  const freeA = meanY + freeB * meanX;
  if (freeB >= 0 && freeA >= 0 && freeA <= 1) {
    return { a: freeA, b: freeB, c, residual: residual(freeA, freeB) };
  }
  const bAtCeiling = Math.max(0, (count * meanX - xy - count * meanX * meanY) / squares);
  const flat = Math.min(1, Math.max(0, meanY));
  const edges = [
    { a: 1, b: bAtCeiling },
    { a: flat, b: 0 },
  ].map(({ a, b }) => ({ a, b, c, residual: residual(a, b) }));
  return edges[0]!.residual < edges[1]!.residual ? edges[0]! : edges[1]!;
}
