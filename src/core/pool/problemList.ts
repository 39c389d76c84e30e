import type { Message } from '../messages/message.ts';
import type { PoolProblem } from './poolSpec.ts';

/** A problem shared by many lines of a file: one entry, at the first line, with their number. */
export interface SharedProblem extends Omit<PoolProblem, 'message' | 'severity'> {
  readonly message: (lines: number) => Message;
}

interface CountedProblem {
  readonly problem: SharedProblem;
  lines: number;
}

/**
 * Keeps the first problems and counts the rest, so that a file full of problems does not exhaust
 * memory.
 */
export class ProblemList {
  readonly #limit: number;
  readonly #kept: PoolProblem[] = [];
  readonly #shared = new Map<string, CountedProblem>();
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

  /** Counts one more line of a warning that is reported once per file and code. */
  share(problem: SharedProblem): void {
    const key = `${problem.code} ${problem.file}`;
    const known = this.#shared.get(key);
    if (known) known.lines++;
    else this.#shared.set(key, { problem, lines: 1 });
  }

  /** Shared problems, then the first problems in line order. */
  get kept(): readonly PoolProblem[] {
    const shared = [...this.#shared.values()].map(({ problem, lines }): PoolProblem => ({
      ...problem,
      message: problem.message(lines),
      severity: 'warning',
    }));
    return [...shared, ...this.#kept];
  }

  get errors(): number {
    return this.#errors;
  }

  get warnings(): number {
    return this.#warnings + this.#shared.size;
  }

  get total(): number {
    return this.errors + this.warnings;
  }
}
