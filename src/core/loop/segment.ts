import type { Round, Store } from '../store/store.ts';

type Known = Pick<Store, 'labelChanges'>;

/** Why a round is no part of the present segment of the learning curve: it was fitted on other vectors, or by other defaults. */
export type EarlierBy = 'vectors' | 'defaults';

/**
 * Rounds are told together from the journal position where the project last changed its defaults, as far as they are
 * of the present embedding.
 * @param embedding its fingerprint; undefined while there is none, when vectors part nothing
 */
export function earlierBy(
  store: Known,
  embedding: string | undefined,
): (round: Pick<Round, 'seq' | 'embedding'>) => EarlierBy | undefined {
  const begin = store.labelChanges().findLast(({ change }) => change.type === 'defaults')?.seq ?? 0;
  return (round) => {
    if (embedding !== undefined && round.embedding !== embedding) return 'vectors';
    return round.seq < begin ? 'defaults' : undefined;
  };
}

/** The rounds of the present segment, in order. */
export function presentRounds(store: Known & Pick<Store, 'rounds'>, embedding: string): Round[] {
  const earlier = earlierBy(store, embedding);
  return store.rounds().filter((round) => earlier(round) === undefined);
}
