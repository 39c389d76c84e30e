import type { Localize } from '../../../core/localize.ts';
import type { RoundPair } from '../../../core/loop/insights/roundComparer.ts';
import type { ComparedNumber, MeasuredComparison } from '../../../protocol/metrics.ts';

export interface ComparedRounds {
  readonly first: number;
  readonly second: number;
  readonly pair: Pick<RoundPair, 'heads'>;
  readonly localize: Localize;
}

/** "Round 12 is better than round 3 (macro-F1): of 148 records, 19 became right and 3 wrong." */
export function formatVerdict(
  { pair, first, second, localize }: ComparedRounds,
  outcome: MeasuredComparison['outcome'],
  metrics: readonly ComparedNumber[],
): string {
  const { onlyFirstRight: lost, onlySecondRight: won } = pair.heads;
  const clear = metrics
    .filter(({ difference }) => difference && (difference.low > 0 || difference.high < 0))
    .map(({ name }) => name)
    .join(', ');
  const records = localize(
    'of {0} records, {1} became right and {2} wrong',
    pair.heads.records,
    won,
    lost,
  );
  switch (outcome) {
    case 'better':
      return localize(
        'Round {1} is better than round {0} ({3}): {2}.',
        first,
        second,
        records,
        clear,
      );
    case 'worse':
      return localize(
        'Round {1} is worse than round {0} ({3}): {2}.',
        first,
        second,
        records,
        clear,
      );
    case 'open':
      if (clear !== '') {
        return localize(
          'Round {1} is better than round {0} in one way and worse in another ({3}): {2}.',
          first,
          second,
          records,
          clear,
        );
      }
      return won + lost === 0
        ? localize('Rounds {0} and {1} are right about the same records.', first, second)
        : localize('No clear difference between rounds {0} and {1}: {2}.', first, second, records);
  }
}
