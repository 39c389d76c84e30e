import type { Store } from '../../store/store.ts';
import type { Round } from '../../store/storedRounds.ts';

type SegmentStore = Pick<Store, 'labelChanges'>;

/**
 * Why a round is not in the current segment of the learning curve: it was fitted on other vectors or under
 * other defaults.
 */
export type EarlierBy = 'vectors' | 'defaults';

/**
 * Returns why a round is not in the current segment; undefined if it is: the segment starts where the project
 * last changed its defaults, and uses one embedding.
 * @param embedding fingerprint of the current one; undefined while there is none, when vectors do not
 * separate segments
 */
export function earlierBy(
  store: SegmentStore,
  embedding: string | undefined,
): (round: Pick<Round, 'seq' | 'embedding'>) => EarlierBy | undefined {
  const begin = beginOf(store);
  return (round) => {
    if (embedding !== undefined && round.embedding !== embedding) return 'vectors';
    return round.seq < begin ? 'defaults' : undefined;
  };
}

/** A round as plotted: values of its refit on the current vectors replace the original ones. */
export interface DrawnRound extends Round {
  /** Values on the vectors of the original fit; undefined unless it was refitted. */
  readonly original?: Pick<Round, 'c' | 'metrics' | 'embedding'>;
}

/** All rounds in order, with values on these vectors if fitted or refitted on them. */
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
    // Rewordings before the round apply on any vectors.
    const chosen = { ...choices, ...refit.choices };
    const now = { labels, c, embedding: refit.embedding, ...(metrics && { metrics }) };
    return { ...rest, ...now, ...((choices || refit.choices) && { choices: chosen }), original };
  });
}

/** The rounds of the current segment, including refitted ones, in order. */
export function presentRounds(
  store: SegmentStore & Pick<Store, 'rounds' | 'refits'>,
  embedding: string,
): Round[] {
  const earlier = earlierBy(store, embedding);
  return drawnRounds(store, embedding).filter((round) => earlier(round) === undefined);
}

/**
 * How many of the latest rounds on other vectors are refitted on the current ones. Rounds before a change of
 * the defaults belong to another curve and are not refitted.
 */
const maxRefitted = 30;

/** Rounds to refit on these vectors, newest first. */
export function roundsToRefit(
  store: SegmentStore & Pick<Store, 'rounds' | 'refits'>,
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

/** As many of the latest rounds on other vectors, oldest first: their own heads follow the hold-out's answers. */
export function roundsToRescore(store: Pick<Store, 'rounds'>, embedding: string): Round[] {
  return store
    .rounds()
    .filter((round) => round.embedding !== embedding)
    .slice(-maxRefitted);
}

/** Journal position where the project last changed its defaults; 0 if never. */
function beginOf(store: SegmentStore): number {
  return store.labelChanges().findLast(({ change }) => change.type === 'defaults')?.seq ?? 0;
}
