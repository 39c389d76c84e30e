import type { HoldoutMetrics } from '../../src/core/metrics/holdoutMetrics.ts';
import { noRound } from '../../src/core/store/refusals.ts';
import type {
  NewRefit,
  RefittedRound,
  RoundHead,
  WritableRefits,
} from '../../src/core/store/storedRounds.ts';

/** The refits of rounds, in memory. */
export class MemoryRefits implements WritableRefits {
  readonly #refits = new Map<string, NewRefit>();

  all(): RefittedRound[] {
    return [...this.#refits.values()]
      .sort((a, b) => a.number - b.number || a.at - b.at)
      .map(({ head: _, ...refit }) => refit);
  }

  head(round: number, embedding: string): RoundHead | undefined {
    return this.#refits.get(keyOf(round, embedding))?.head;
  }

  add(refit: NewRefit): void {
    this.#refits.set(keyOf(refit.number, refit.embedding), refit);
  }

  setMetrics(round: number, embedding: string, metrics: HoldoutMetrics): void {
    const key = keyOf(round, embedding);
    const refit = this.#refits.get(key);
    if (!refit) throw new RangeError(noRound(round));
    this.#refits.set(key, { ...refit, metrics });
  }
}

function keyOf(round: number, embedding: string): string {
  return `${round} ${embedding}`;
}
