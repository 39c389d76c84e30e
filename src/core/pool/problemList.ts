import type { PoolProblem } from './poolSpec.ts';

/** Keeps the first problems and counts the rest, so that a file of nothing but problems costs no memory. */
export class ProblemList {
  readonly #limit: number;
  readonly #kept: PoolProblem[] = [];
  #errors = 0;
  #warnings = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(problem: PoolProblem): void {
    if (problem.severity === 'error') this.#errors++;
    else this.#warnings++;
    if (this.#kept.length < this.#limit) this.#kept.push(problem);
  }

  /** The first problems, in the order of their lines. */
  get kept(): readonly PoolProblem[] {
    return this.#kept;
  }

  get errors(): number {
    return this.#errors;
  }

  get warnings(): number {
    return this.#warnings;
  }

  get total(): number {
    return this.#errors + this.#warnings;
  }
}
