/**
 * The limited memory of L-BFGS (Nocedal & Wright, *Numerical Optimization*, algorithm 7.4): the
 * last few pairs of step and gradient change, which implicitly represent the inverse Hessian.
 */
export class LbfgsMemory {
  /** Capacity for pairs besides the inherited ones. */
  readonly #capacity: number;
  #inherited: number;
  readonly #steps: Float64Array[] = [];
  readonly #changes: Float64Array[] = [];
  readonly #rho: number[] = [];

  /** @param inherited pairs from a nearby search: all kept, whatever is added */
  constructor(capacity = 24, inherited?: LbfgsMemory) {
    this.#capacity = capacity;
    this.#inherited = inherited?.size ?? 0;
    if (!inherited) return;
    this.#steps.push(...inherited.#steps);
    this.#changes.push(...inherited.#changes);
    this.#rho.push(...inherited.#rho);
  }

  get size(): number {
    return this.#steps.length;
  }

  clear(): void {
    this.#steps.length = this.#changes.length = this.#rho.length = this.#inherited = 0;
  }

  /**
   * Adds a step and the resulting change of the gradient; takes ownership of both arrays. Drops a
   * pair without positive curvature, which carries no information about a convex function.
   */
  push(step: Float64Array, change: Float64Array): void {
    const curvature = dot(step, change);
    if (!(curvature > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change)))) return;
    this.#steps.push(step);
    this.#changes.push(change);
    this.#rho.push(1 / curvature);
    if (this.size > this.#inherited + this.#capacity) {
      this.#steps.splice(this.#inherited, 1);
      this.#changes.splice(this.#inherited, 1);
      this.#rho.splice(this.#inherited, 1);
    }
  }

  /**
   * −H·gradient, a descent direction.
   * @param initial applies the initial H; a multiple of the identity by default
   */
  direction(
    gradient: Float64Array,
    initial?: { apply: (q: Float64Array) => Float64Array },
  ): Float64Array {
    let q: Float64Array = gradient.slice();
    const alpha = new Float64Array(this.size);
    for (let k = this.size - 1; k >= 0; k--) {
      alpha[k] = this.#rho[k]! * dot(this.#steps[k]!, q);
      addScaled(q, -alpha[k]!, this.#changes[k]!);
    }
    if (initial) q = initial.apply(q);
    else this.#scale(q);
    for (let k = 0; k < this.size; k++) {
      const beta = this.#rho[k]! * dot(this.#changes[k]!, q);
      addScaled(q, alpha[k]! - beta, this.#steps[k]!);
    }
    for (let i = 0; i < q.length; i++) q[i] = -q[i]!;
    return q;
  }

  /** Scales the directions outside the pairs by the curvature of the newest pair. */
  #scale(q: Float64Array): void {
    const last = this.size - 1;
    if (last < 0) return;
    const scale = 1 / (this.#rho[last]! * dot(this.#changes[last]!, this.#changes[last]!));
    for (let i = 0; i < q.length; i++) q[i]! *= scale;
  }
}

/** Σ aᵢ·bᵢ, in four independent sums. */
export function dot(a: Float64Array, b: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (const end = a.length - 3; i < end; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (; i < a.length; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

/** a += factor·b, in place. */
function addScaled(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i]! += factor * b[i]!;
}
