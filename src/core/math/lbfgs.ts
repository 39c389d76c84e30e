/**
 * The limited memory of L-BFGS (Nocedal & Wright, *Numerical Optimization*, algorithm 7.4): the last
 * few pairs of step and gradient change, standing for an inverse Hessian without storing one.
 */
export class LbfgsMemory {
  /** Room for pairs beside the inherited ones. */
  readonly #capacity: number;
  #inherited: number;
  readonly #steps: Float64Array[] = [];
  readonly #changes: Float64Array[] = [];
  readonly #rho: number[] = [];

  /** @param inherited what a search near by has remembered: kept whole, whatever is added */
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
   * Remembers a step and the change of gradient it made; takes ownership of both arrays.
   * A pair without positive curvature says nothing of a convex function and is dropped.
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

  /** −H·gradient, a descent direction; −gradient while nothing is remembered. */
  direction(gradient: Float64Array): Float64Array {
    const q = gradient.slice();
    const alpha = new Float64Array(this.size);
    for (let k = this.size - 1; k >= 0; k--) {
      alpha[k] = this.#rho[k]! * dot(this.#steps[k]!, q);
      addScaled(q, -alpha[k]!, this.#changes[k]!);
    }
    const last = this.size - 1;
    // The newest pair's curvature sets the scale of everything the pairs do not know.
    const scale =
      last < 0 ? 1 : 1 / (this.#rho[last]! * dot(this.#changes[last]!, this.#changes[last]!));
    for (let i = 0; i < q.length; i++) q[i]! *= scale;
    for (let k = 0; k < this.size; k++) {
      const beta = this.#rho[k]! * dot(this.#changes[k]!, q);
      addScaled(q, alpha[k]! - beta, this.#steps[k]!);
    }
    for (let i = 0; i < q.length; i++) q[i] = -q[i]!;
    return q;
  }
}

/** Σ aᵢ·bᵢ. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** a += factor·b, in place. */
export function addScaled(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i]! += factor * b[i]!;
}
