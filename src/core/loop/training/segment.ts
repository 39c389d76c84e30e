import type { Store } from '../../store/store.ts';
import type { Round } from '../../store/storedRounds.ts';

type Known = Pick<Store, 'labelChanges'>;

/** Why a round is no part of the present segment of the learning curve: it was fitted on other vectors, or by other defaults. */
export type EarlierBy = 'vectors' | 'defaults';

/**
 * Rounds are one curve from the journal position where the project last changed its defaults, as far as they are
 * of the present embedding.
 * @param embedding its fingerprint; undefined while there is none, when vectors part nothing
 */
export function earlierBy(
  store: Known,
  embedding: string | undefined,
): (round: Pick<Round, 'seq' | 'embedding'>) => EarlierBy | undefined {
  const begin = beginOf(store);
  return (round) => {
    if (embedding !== undefined && round.embedding !== embedding) return 'vectors';
    return round.seq < begin ? 'defaults' : undefined;
  };
}

/** A round as it is drawn: with what its refit on the present vectors has in place of the original's. */
export interface DrawnRound extends Round {
  /** What the round had on the vectors that it was fitted on; undefined unless it was refitted. */
  readonly original?: Pick<Round, 'c' | 'metrics' | 'embedding'>;
}

/** All rounds in order, on these vectors as far as they were fitted or refitted on them. */
export function drawnRounds(
  store: Pick<Store, 'rounds' | 'refits'>,
  embedding: string | undefined,
): DrawnRound[] {
  const refits = new Map(
    store.refits
      .all()
      .filter((refit) => refit.embedding === embedding)
      .map((refit) => [refit.number, refit]),
  );
  return store.rounds().map((round) => {
    const refit = round.embedding === embedding ? undefined : refits.get(round.number);
    if (!refit) return round;
    const { metrics: before, choices, ...rest } = round;
    const { labels, c, metrics } = refit;
    const original = { c: round.c, embedding: round.embedding, ...(before && { metrics: before }) };
    // What was done to the labels' words before the round is true of it on any vectors.
    const chosen = { ...choices, ...refit.choices };
    const now = { labels, c, embedding: refit.embedding, ...(metrics && { metrics }) };
    return { ...rest, ...now, ...((choices || refit.choices) && { choices: chosen }), original };
  });
}

/** The rounds of the present segment, refitted ones among them, in order. */
export function presentRounds(
  store: Known & Pick<Store, 'rounds' | 'refits'>,
  embedding: string,
): Round[] {
  const earlier = earlierBy(store, embedding);
  return drawnRounds(store, embedding).filter((round) => earlier(round) === undefined);
}

/**
 * How many of the latest rounds of other vectors are refitted on the present ones. Those from before a change of
 * the defaults are not: they are another curve.
 */
const maxRefitted = 30;

/** Rounds to be refitted on these vectors, the newest first. */
export function roundsToRefit(
  store: Known & Pick<Store, 'rounds' | 'refits'>,
  embedding: string,
): Round[] {
  const earlier = earlierBy(store, embedding);
  const begin = beginOf(store);
  return drawnRounds(store, embedding)
    .filter((round) => round.original !== undefined || earlier(round) === 'vectors')
    .filter(({ seq }) => seq >= begin)
    .slice(-maxRefitted)
    .filter(({ original }) => original === undefined)
    .reverse();
}

/** Where the project last changed its defaults. */
function beginOf(store: Known): number {
  return store.labelChanges().findLast(({ change }) => change.type === 'defaults')?.seq ?? 0;
}
