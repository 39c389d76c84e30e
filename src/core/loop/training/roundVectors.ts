import type { HoldoutAnswers } from '../../engine/evaluationApi.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { RecordVectors } from '../../store/holdoutVectors.ts';
import type { Store } from '../../store/store.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import type { Write } from '../journal/writeQueue.ts';

export interface RoundVectorsOptions {
  readonly store: Pick<Store, 'rounds' | 'holdoutVectors'>;
  readonly holdout: Pick<HoldoutProgress, 'members'>;
  readonly engine: () => Pick<Engine, 'vectorsOf'>;
  readonly write: Write;
}

/** Maximum number of hold-out records whose vectors are stored for an embedding, first asked first. */
const mostRecords = 2000;

/**
 * Stores the hold-out's vectors under the embedding of each round: with the first round and as records join
 * the hold-out, while the pool has the vectors, so that nothing is left to save when the vectors change.
 */
export class RoundVectors {
  readonly #options: RoundVectorsOptions;

  constructor(options: RoundVectorsOptions) {
    this.#options = options;
  }

  /** Present vectors that a round on this embedding has to store; undefined if it has them all. */
  async missing(embedding: string): Promise<RecordVectors | undefined> {
    const { store, holdout, engine } = this.#options;
    const known = new Set(store.holdoutVectors.ids(embedding));
    const ids = holdout.members
      .slice(0, mostRecords)
      .filter((id) => !known.has(id))
      .slice(0, Math.max(0, mostRecords - known.size));
    if (ids.length === 0) return undefined;
    const vectors = await engine().vectorsOf({ ids });
    return vectors.embedding === embedding && vectors.ids.length > 0 ? vectors : undefined;
  }

  /** Stores the vectors of records that have joined the hold-out since the last round on this embedding. */
  async complete(embedding: string): Promise<void> {
    const { store, write } = this.#options;
    if (!store.rounds().some((round) => round.embedding === embedding)) return;
    const vectors = await this.missing(embedding);
    if (vectors) await write((into) => into.holdoutVectors.add(vectors));
  }
}

/** The answers to records that have a vector. */
export function answersWith<H extends HoldoutAnswers>(holdout: H, { ids }: RecordVectors): H {
  const known = new Set(ids);
  const kept = [...holdout.ids.keys()].filter((i) => known.has(holdout.ids[i]!));
  const of = <T>(all: readonly T[]): T[] => kept.map((i) => all[i]!);
  return {
    ...holdout,
    ids: of(holdout.ids),
    answers: of(holdout.answers as unknown[]),
    multiplicities: of(holdout.multiplicities),
    groups: of(holdout.groups),
  };
}
