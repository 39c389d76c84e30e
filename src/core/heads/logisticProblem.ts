import { dot, LbfgsMemory } from '../math/lbfgs.ts';
import type { BlockHessian } from './blockHessian.ts';
import type { LinearLoss, LineValue } from './linearLoss.ts';
import type { Scaling } from './scaling.ts';

/** Start of a fit: the solution of a previous one. */
export interface WarmStart {
  /** d × m. */
  readonly weights: ArrayLike<number>;
  /** m. */
  readonly bias: ArrayLike<number>;
  /** Valid only for the same C and classes, and nearly the same records. */
  readonly curvature?: Curvature | undefined;
}

/**
 * The objective's curvature as found by a search from a cold start, in the variables of its
 * scaling. It preconditions subsequent searches on a slowly growing training set, which do not
 * update it: the pairs of short searches near the minimum are less accurate (Morales & Nocedal
 * 2000, *Automatic preconditioning by limited memory quasi-Newton updating*).
 */
export interface Curvature {
  readonly c: number;
  /** Sum of the records' weights, as in the loss. */
  readonly total: number;
  readonly scaling: Scaling;
  readonly memory: LbfgsMemory;
  /** The approximate inverse Hessian, if computed. */
  readonly blocks?: BlockHessian | undefined;
}

/** Growth of the training set beyond which its curvature is not reused. */
const maxGrowth = 1.5;

/**
 * One logistic regression, single-label or multi-label, during minimisation of Σ weight · log-loss
 * + ‖W‖² / (2C) with an unpenalised intercept. It contains no matrix products: the solver provides
 * logits and gradients for many problems at once, and the problem chooses direction and step.
 *
 * The search runs over u with (W, b) = scale ⊙ u and records centred by `scaling.mean`. Neither
 * changes the minimum, since the intercept absorbs the shift, but both improve the conditioning
 * considerably. Logits along a search line are linear in the step, so trial steps need no products.
 */
export class LogisticProblem {
  readonly c: number;
  readonly m: number;
  readonly scaling: Scaling;
  /** d × m weights, then m biases (of centred records). */
  readonly theta: Float64Array;
  /** Direction of the current line search, laid out as `theta`. */
  readonly direction: Float64Array;
  /** n × m. */
  readonly logits: Float64Array;
  readonly logitChange: Float64Array;
  readonly residual: Float64Array;
  /** For subsequent fits. */
  readonly curvature: Curvature;
  objective = Infinity;
  iterations = 0;
  state: 'running' | 'converged' | 'stalled' = 'running';

  readonly #loss: LinearLoss;
  /** (d + 1) × m. */
  readonly #scales: Float64Array;
  readonly #memory: LbfgsMemory;
  #gradient: Float64Array | undefined;
  #step: Float64Array | undefined;
  #searchDirection: Float64Array | undefined;
  /** Slope of the objective along `direction` at its start. */
  #slope = 0;
  #blocks: BlockHessian | undefined;

  constructor(loss: LinearLoss, c: number, scalingOf: () => Scaling, start?: WarmStart) {
    const { rows: n, m, total } = loss;
    this.c = c;
    this.m = m;
    const known = fitting(start?.curvature, c, total);
    const scaling = known?.scaling ?? scalingOf();
    const d = scaling.mean.length;
    this.scaling = scaling;
    this.#scales = repeated(scaling.scale, m);
    this.#memory = new LbfgsMemory(24, known?.memory);
    this.#blocks = known?.blocks;
    // A search that inherits no pairs passes on its own.
    this.curvature =
      known && known.memory.size > 0
        ? known
        : { c, total, scaling, memory: this.#memory, blocks: known?.blocks };
    this.theta = new Float64Array((d + 1) * m);
    this.direction = new Float64Array((d + 1) * m);
    this.logits = new Float64Array(n * m);
    this.logitChange = new Float64Array(n * m);
    this.residual = new Float64Array(n * m);
    this.#loss = loss;
    if (start) this.#startAt(start);
    else this.theta.set(loss.startingBias(), d * m);
  }

  /** Whether the first logits need a product (a start from non-zero weights). */
  get startsWarm(): boolean {
    return this.theta.subarray(0, -this.m).some((w) => w !== 0);
  }

  #startAt(start: WarmStart): void {
    const bias = this.theta.length - this.m;
    this.theta.set(start.weights);
    for (let j = 0; j < this.m; j++) {
      let shifted = start.bias[j]!;
      for (let k = 0; k < this.scaling.mean.length; k++) {
        shifted += this.scaling.mean[k]! * start.weights[k * this.m + j]!;
      }
      this.theta[bias + j] = shifted;
    }
  }

  /** Weights and biases for uncentred records. */
  solution(): { weights: Float64Array; bias: Float64Array } {
    const split = this.theta.length - this.m;
    const weights = this.theta.slice(0, split);
    const bias = this.theta.slice(split);
    for (let k = 0, p = 0; k < this.scaling.mean.length; k++) {
      for (let j = 0; j < this.m; j++, p++) bias[j]! -= this.scaling.mean[k]! * weights[p]!;
    }
    return { weights, bias };
  }

  /** Evaluates the starting point, whose logits must be in `logits`. */
  begin(): void {
    this.objective = this.#penalty(0) + this.#lossAt(0).loss;
  }

  /**
   * Receives the loss's gradient at the current point (d × m weights of centred records, then m
   * biases) and chooses the next direction, unless the largest component is at most `tolerance`.
   */
  chooseDirection(lossGradient: Float64Array, tolerance: number): void {
    const { theta, direction, c, m } = this;
    const { mean } = this.scaling;
    const scales = this.#scales;
    const split = theta.length - m;
    const scaled = lossGradient;
    let largest = 0;
    for (let k = 0, p = 0; k < mean.length; k++) {
      for (let j = 0; j < m; j++, p++) {
        const g = lossGradient[p]! + theta[p]! / c;
        // Measured for uncentred records, as scikit-learn does.
        const seen = g + mean[k]! * lossGradient[split + j]!;
        if (Math.abs(seen) > largest) largest = Math.abs(seen);
        scaled[p] = g * scales[p]!;
      }
    }
    for (let p = split; p < theta.length; p++) {
      const g = lossGradient[p]!;
      if (Math.abs(g) > largest) largest = Math.abs(g);
      scaled[p] = g * scales[p]!;
    }
    if (this.#gradient && this.#step) {
      const change = scaled.slice();
      for (let p = 0; p < change.length; p++) change[p]! -= this.#gradient[p]!;
      this.#memory.push(this.#step, change);
    }
    this.#gradient = scaled;
    if (largest <= tolerance) {
      this.state = 'converged';
      return;
    }
    let search = this.#memory.direction(scaled, this.#blocks);
    this.#slope = dot(search, scaled);
    if (!(this.#slope < 0)) {
      this.#forget();
      search = this.#memory.direction(scaled);
      this.#slope = dot(search, scaled);
    }
    this.#searchDirection = search;
    for (let p = 0; p < direction.length; p++) direction[p] = search[p]! * scales[p]!;
  }

  #forget(): void {
    this.#memory.clear();
    this.#blocks = undefined;
  }

  /** Moves along `direction`, whose effect on the logits is in `logitChange`. */
  step(): void {
    this.iterations++;
    const step = this.#searchLine();
    if (step === 0) {
      if (this.#memory.size > 0 || this.#blocks) {
        // Stale curvature may mislead; try steepest descent once before giving up.
        this.#forget();
        this.#step = undefined;
      } else {
        this.state = 'stalled';
      }
      this.#lossAt(0);
      return;
    }
    for (let p = 0; p < this.theta.length; p++) this.theta[p]! += step * this.direction[p]!;
    for (let i = 0; i < this.logits.length; i++) this.logits[i]! += step * this.logitChange[i]!;
    this.#step = this.#searchDirection!.map((value) => value * step);
  }

  /**
   * Finds a step that satisfies the approximate Wolfe conditions (Hager & Zhang 2005, σ = 0.9, δ =
   * 0.1), which are robust to rounding near the minimum. Newton steps on the slope within a
   * bracket. Leaves the step's residuals in `residual`. @returns 0 if there is none
   */
  #searchLine(): number {
    const slope0 = this.#slope;
    const ceiling = this.objective + 1e-9 * Math.abs(this.objective);
    let low = 0;
    let high = Infinity;
    let step = 1;
    for (let trial = 0; trial < 30; trial++) {
      const value = this.#along(step, this.#lossAt(step));
      const enough = value.slope >= 0.9 * slope0 && value.slope <= -0.8 * slope0;
      if (enough && value.loss <= ceiling) {
        this.objective = value.loss;
        return step;
      }
      if (value.slope < 0 && value.loss <= ceiling) low = step;
      else high = step;
      step = this.#nextTrial(step, value, low, high);
    }
    return 0;
  }

  #nextTrial(step: number, value: LineValue, low: number, high: number): number {
    const newton = step - value.slope / value.curvature;
    const margin = 0.05 * ((high === Infinity ? 10 * Math.max(low, step) : high) - low);
    if (newton > low + margin && newton < Math.min(high - margin, 10 * Math.max(low, step))) {
      return newton;
    }
    return high === Infinity ? 4 * step : (low + high) / 2;
  }

  #lossAt(step: number): LineValue {
    return this.#loss.along(this.logits, this.logitChange, step, this.residual);
  }

  /** Adds the penalty, a parabola along the line. */
  #along(step: number, value: LineValue): LineValue {
    const { theta, direction, c } = this;
    let slope = 0;
    let curvature = 0;
    for (let p = 0; p < theta.length - this.m; p++) {
      slope += direction[p]! * (theta[p]! + step * direction[p]!);
      curvature += direction[p]! * direction[p]!;
    }
    return {
      loss: value.loss + this.#penalty(step),
      slope: value.slope + slope / c,
      curvature: value.curvature + curvature / c,
    };
  }

  #penalty(step: number): number {
    let sum = 0;
    for (let p = 0; p < this.theta.length - this.m; p++) {
      const w = this.theta[p]! + step * this.direction[p]!;
      sum += w * w;
    }
    return sum / (2 * this.c);
  }
}

/** Each value m times. */
function repeated(values: Float64Array, m: number): Float64Array {
  return Float64Array.from({ length: values.length * m }, (_, p) => values[(p / m) | 0]!);
}

function fitting(known: Curvature | undefined, c: number, total: number): Curvature | undefined {
  if (known?.c !== c) return undefined;
  return total <= maxGrowth * known.total && known.total <= maxGrowth * total ? known : undefined;
}
