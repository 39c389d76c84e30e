import { studentQuantile } from './distributions.ts';
import { checkConfidence, type Estimate } from './estimate.ts';

/** Prior pseudo-records per row of the confusion matrix: on the diagonal, and off it in total. */
const PRIOR_RIGHT = 0.15;
const PRIOR_WRONG = 0.15;
/** Maximum factor by which a cell may grow over its share in one step towards a bound. */
const STEEPEST = 1000;
/** Fixed-point iterations per multiplier, starting from the previous point. */
const RELAXATIONS = 100;
const SEARCHES = 24;

export interface MacroF1Options {
  /** Effective number of records: smaller than the actual number with weights or groups. */
  readonly effectiveN: number;
  /** Labels that the head can predict, by index; default those that occur in the matrix. */
  readonly learnt?: ReadonlySet<number>;
  /** Default 0.95. */
  readonly confidence?: number | undefined;
}

/**
 * Macro-F1 of a confusion matrix with its profile-likelihood interval: the macro-F1 values of all
 * populations under which the hold-out is not too improbable (likelihood ratio; Wilks 1938). A cell
 * without records may have a small share of the population, so a label that was never predicted
 * does not shrink the interval, as it would shrink a bootstrap's. Each row has a weak prior of 0.3
 * records, which keeps the bounds inside [0, 1] for labels with few records. The critical value is
 * the square of Student's t with Satterthwaite's degrees of freedom: if one rare label dominates
 * the variance, its few records determine them.
 * @param cells classes × classes sums of weights, truth by row
 * @returns null without records. Labels that are neither in the hold-out nor learnt are excluded
 */
export function macroF1Interval(
  cells: ArrayLike<number>,
  classes: number,
  { effectiveN, learnt, confidence = 0.95 }: MacroF1Options,
): Estimate | null {
  checkConfidence(confidence);
  const present = presentLabels(cells, classes);
  if (present.size === 0) return null;
  const taking = Array.from({ length: classes }, (_, k) => k).filter(
    (k) => present.has(k) || (learnt?.has(k) ?? false),
  );
  const counts = pick(cells, classes, taking);
  const value = meanF1(counts, taking.length, present.size);
  if (taking.length === 1) return { value, low: value, high: value, approximate: true };
  const all = counts.reduce((sum, count) => sum + count, 0);
  const scaled = counts.map((count) => (count * effectiveN) / all);
  const model = new Population(
    scaled,
    taking.map((k) => learnt?.has(k) ?? true),
  );
  const t = studentQuantile(1 - (1 - confidence) / 2, model.freedom());
  return {
    value,
    low: Math.max(0, Math.min(value, model.bound(-1, t * t))),
    high: Math.min(1, Math.max(value, model.bound(1, t * t))),
    approximate: true,
  };
}

/**
 * The effective size of a weighted or grouped hold-out for macro-F1: the number of independent
 * records with the same variance (linearised; groups are the clusters of Rao & Scott 1981).
 * @param truth, predicted label-set indices, one per record
 * @param groups near-duplicate group of each record; default one group per record
 */
export function macroF1EffectiveSize(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
  weights?: ArrayLike<number>,
  groups?: ArrayLike<number>,
): number {
  const n = truth.length;
  if (!weights && !groups) return n;
  const weight = (i: number): number => (weights ? weights[i]! : 1);
  const cells = new Float64Array(classes * classes);
  let all = 0;
  for (let i = 0; i < n; i++) {
    cells[truth[i]! * classes + predicted[i]!]! += weight(i);
    all += weight(i);
  }
  if (!(all > 0)) return 0;
  const sizes = new Map<number, { weight: number; influence: number }>();
  const gradient = f1Gradient(
    cells.map((cell) => cell / all),
    classes,
  );
  let spread = 0;
  for (let i = 0; i < n; i++) {
    const influence = gradient[truth[i]! * classes + predicted[i]!]! * weight(i);
    const key = groups ? groups[i]! : i;
    const group = sizes.get(key) ?? { weight: 0, influence: 0 };
    sizes.set(key, { weight: group.weight + weight(i), influence: group.influence + influence });
    spread += (gradient[truth[i]! * classes + predicted[i]!]! ** 2 * weight(i)) / all;
  }
  let squares = 0;
  let variance = 0;
  for (const group of sizes.values()) {
    squares += (group.weight / all) ** 2;
    variance += (group.influence / all) ** 2;
  }
  // Without an error the gradient vanishes, so the group sizes alone determine the effective size.
  const kish = 1 / squares;
  return variance > 0 ? Math.min(sizes.size, spread / variance) : kish;
}

/** Populations that could have produced the counts, with their likelihood ratios. */
class Population {
  readonly #classes: number;
  /** Counts plus the prior. */
  readonly #mass: Float64Array;
  readonly #share: Float64Array;
  readonly #records: number;

  constructor(counts: Float64Array, learnt: readonly boolean[]) {
    const classes = learnt.length;
    this.#classes = classes;
    const answers = learnt.filter(Boolean).length;
    this.#mass = counts.map((count, cell) => {
      const [row, column] = [Math.floor(cell / classes), cell % classes];
      if (!learnt[column]) return count;
      if (row === column) return count + PRIOR_RIGHT;
      return count + PRIOR_WRONG / Math.max(1, learnt[row] ? answers - 1 : answers);
    });
    this.#records = this.#mass.reduce((sum, count) => sum + count, 0);
    this.#share = this.#mass.map((count) => count / this.#records);
  }

  /** Satterthwaite's degrees of freedom (1946), with the labels as strata. */
  freedom(): number {
    const gradient = f1Gradient(this.#share, this.#classes);
    let variance = 0;
    let uncertain = 0;
    for (let row = 0; row < this.#classes; row++) {
      let own = 0;
      let records = 0;
      for (let k = 0; k < this.#classes; k++) {
        const cell = row * this.#classes + k;
        own += this.#share[cell]! * gradient[cell]! ** 2;
        records += this.#mass[cell]!;
      }
      variance += own;
      if (records > 0) uncertain += own ** 2 / records;
    }
    return uncertain > 0 ? Math.max(1, variance ** 2 / uncertain) : this.#records;
  }

  /** The lowest (−1) or highest (1) macro-F1 of a population whose likelihood ratio stays within `critical`. */
  bound(direction: -1 | 1, critical: number): number {
    const gradient = f1Gradient(this.#share, this.#classes);
    let variance = 0;
    for (let i = 0; i < gradient.length; i++) variance += this.#share[i]! * gradient[i]! ** 2;
    if (variance === 0) return meanF1(this.#share, this.#classes, this.#classes);
    const wanted = Math.sqrt(critical);
    let inside = { multiplier: 0, root: 0, share: this.#share };
    // The root of the ratio grows about linearly with the multiplier, which gives a good initial
    // value.
    let outside: typeof inside | undefined;
    let multiplier = Math.sqrt(critical / (this.#records * variance));
    for (let step = 0; step < SEARCHES; step++) {
      const share = this.#tilt(inside.share, direction * multiplier);
      const tried = { multiplier, root: Math.sqrt(this.#ratio(share)), share };
      if (tried.root <= wanted) inside = tried;
      else outside = tried;
      if (Math.abs(tried.root - wanted) < 1e-3 * wanted) {
        inside = tried;
        break;
      }
      if (!outside) multiplier *= 2;
      else {
        const reach =
          (wanted - inside.root) / Math.max(outside.root - inside.root, Number.MIN_VALUE);
        const between = Math.min(0.9, Math.max(0.1, reach));
        multiplier = inside.multiplier + between * (outside.multiplier - inside.multiplier);
      }
    }
    return meanF1(inside.share, this.#classes, this.#classes);
  }

  /** Maximises log-likelihood + multiplier · records · macro-F1, starting from a nearby point. */
  #tilt(from: Float64Array, multiplier: number): Float64Array {
    const share = Float64Array.from(from);
    const gradient = new Float64Array(share.length);
    for (let step = 0; step < RELAXATIONS; step++) {
      f1Gradient(share, this.#classes, gradient);
      let sum = 0;
      let moved = 0;
      for (let i = 0; i < share.length; i++) {
        const pull = Math.max(1 / STEEPEST, 1 - multiplier * gradient[i]!);
        const wanted = Math.sqrt((share[i]! * this.#share[i]!) / pull);
        moved += Math.abs(wanted - share[i]!);
        share[i] = wanted;
        sum += wanted;
      }
      for (let i = 0; i < share.length; i++) share[i]! /= sum;
      if (moved < 1e-7) break;
    }
    return share;
  }

  #ratio(share: Float64Array): number {
    let ratio = 0;
    for (let i = 0; i < share.length; i++) {
      if (this.#mass[i]! > 0) ratio += this.#mass[i]! * Math.log(this.#share[i]! / share[i]!);
    }
    return Math.max(0, 2 * ratio);
  }
}

function presentLabels(cells: ArrayLike<number>, classes: number): Set<number> {
  const present = new Set<number>();
  for (let cell = 0; cell < classes * classes; cell++) {
    if (!(cells[cell]! > 0)) continue;
    present.add(Math.floor(cell / classes));
    present.add(cell % classes);
  }
  return present;
}

function pick(
  cells: ArrayLike<number>,
  classes: number,
  labels: readonly number[],
): Float64Array<ArrayBuffer> {
  const picked = new Float64Array(labels.length * labels.length);
  labels.forEach((t, row) =>
    labels.forEach((p, column) => {
      picked[row * labels.length + column] = cells[t * classes + p]!;
    }),
  );
  return picked;
}

function meanF1(cells: Float64Array, classes: number, over: number): number {
  let sum = 0;
  for (let label = 0; label < classes; label++) {
    const mass = massOf(cells, classes, label);
    if (mass > 0) sum += (2 * cells[label * classes + label]!) / mass;
  }
  return sum / over;
}

/**
 * ∂ macro-F1 / ∂ share of each cell. Its mean over the shares is 0, since F1 does not depend on
 * their sum.
 */
function f1Gradient(
  share: Float64Array,
  classes: number,
  out = new Float64Array(share.length),
): Float64Array {
  for (let label = 0; label < classes; label++) {
    const mass = massOf(share, classes, label);
    const slope = mass > 0 ? 2 / (mass * classes) : 0;
    out[label * classes + label] = slope;
  }
  for (let row = 0; row < classes; row++) {
    for (let column = 0; column < classes; column++) {
      if (row === column) continue;
      out[row * classes + column] =
        -loss(share, out, classes, row) - loss(share, out, classes, column);
    }
  }
  for (let label = 0; label < classes; label++) {
    const own = label * classes + label;
    out[own]! -= 2 * loss(share, out, classes, label);
  }
  return out;
}

/** F1 of a label ÷ (mass · labels), from the diagonal of `slopes`, which is 2 / (mass · labels). */
function loss(share: Float64Array, slopes: Float64Array, classes: number, label: number): number {
  const own = label * classes + label;
  return (share[own]! * slopes[own]! ** 2 * classes) / 2;
}

function massOf(cells: Float64Array, classes: number, label: number): number {
  let mass = 0;
  for (let k = 0; k < classes; k++)
    mass += cells[label * classes + k]! + cells[k * classes + label]!;
  return mass;
}
