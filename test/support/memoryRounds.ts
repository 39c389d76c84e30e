import type { HoldoutMetrics } from '../../src/core/metrics/holdoutMetrics.ts';
import { checkRoundNumber, noRound } from '../../src/core/store/refusals.ts';
import type { NewRound, Round, RoundHead } from '../../src/core/store/storedRounds.ts';

/** The rounds, in memory. */
export class MemoryRounds {
  readonly #rounds: NewRound[] = [];

  add(round: NewRound): void {
    checkRoundNumber(round.number, this.#rounds.length);
    this.#rounds.push(round);
  }

  setMetrics(number: number, metrics: HoldoutMetrics): void {
    const round = this.#rounds[number - 1];
    if (!round) throw new RangeError(noRound(number));
    this.#rounds[number - 1] = { ...round, metrics };
  }

  all(): Round[] {
    return this.#rounds.map(({ head: _, ...round }) => round);
  }

  head(round: number): RoundHead | undefined {
    return this.#rounds[round - 1]?.head;
  }
}
