import { message } from '../../messages/messages.ts';
import { UserError } from '../../errors.ts';
import { labelNames } from '../../labels.ts';
import type { PoolRecord } from '../../record.ts';
import type { Store } from '../../store/store.ts';
import type { EngineAccess } from '../engine/engineAccess.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import type { Rounds } from '../training/rounds.ts';
import { answersWith } from '../training/roundVectors.ts';
import type { StoredHead } from '../../engine/modelApi.ts';
import type { RecordVectors } from '../../store/holdoutVectors.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { ChangedAnswer, ComparedScores } from '../../engine/evaluationApi.ts';

/** Comparison of two rounds on the answered part of the current hold-out. */
export type RoundPair = ComparedScores & {
  /** Records that exactly one of the rounds gets right, in hold-out order. */
  readonly changes: readonly AnswerChange[];
};

/** An answered hold-out record that exactly one of two rounds gets right. */
export type AnswerChange = { readonly record: PoolRecord } & ChangedAnswer;

export interface RoundComparer {
  /**
   * A key of everything that the outcome depends on: it changes whenever comparing the same two rounds could
   * give another result.
   */
  state(): string;
  /** @throws UserError with the reason if the two cannot be compared */
  compare(first: number, second: number): Promise<RoundPair>;
}

export interface RoundComparisonsOptions {
  readonly store: Store;
  readonly engine: () => Engine;
  readonly live: LiveProject;
  readonly rounds: Rounds;
  readonly access: Pick<EngineAccess, 'embedding'>;
}

/**
 * Compares two rounds' heads on the same records. Only answered hold-out records take part, so that nothing
 * is revealed about a record still to be judged.
 */
export class RoundComparisons implements RoundComparer {
  readonly #options: RoundComparisonsOptions;

  constructor(options: RoundComparisonsOptions) {
    this.#options = options;
  }

  state(): string {
    const { store, rounds, access } = this.#options;
    const refits = store.refits.all().length;
    return JSON.stringify([
      access.embedding,
      store.rounds().length,
      refits,
      rounds.holdoutAnswers(),
    ]);
  }

  async compare(first: number, second: number): Promise<RoundPair> {
    const { engine, live, rounds } = this.#options;
    if (first === second) {
      throw new UserError(message('rounds.nothingToCompareWith', { round: first }));
    }
    const pair = [this.#head(first), this.#head(second)] as const;
    let holdout = rounds.holdoutAnswers();
    if (holdout.ids.length === 0) {
      throw new UserError(message('rounds.noHoldoutAnswers', {}));
    }
    for (const [i, { vectors }] of pair.entries()) {
      if (!vectors) continue;
      holdout = answersWith(holdout, vectors);
      if (holdout.ids.length === 0) throw otherVectors(i === 0 ? first : second);
    }
    const { labels, seed } = live.project;
    const { changes, ...scores } = await engine().compareHeads({
      heads: [pair[0].head, pair[1].head],
      vectors: pair.map(({ vectors }) => vectors),
      holdout,
      labels: labelNames(labels),
      seed,
    });
    const records = await engine().read({ ids: changes.map(({ id }) => id) });
    const known = new Map(records.map((record) => [record.id, record]));
    return {
      ...scores,
      changes: changes.flatMap(({ id, ...change }) => {
        const record = known.get(id);
        return record ? [{ record, ...change }] : [];
      }),
    };
  }

  /** A round's head: on the pool's vectors or, if it has none on them, on stored vectors of the hold-out. */
  #head(number: number): { readonly head: StoredHead; readonly vectors?: RecordVectors } {
    const { store, rounds, access } = this.#options;
    const round = store.rounds().find((candidate) => candidate.number === number);
    if (!round) throw new UserError(message('rounds.unknown', { round: number }));
    const { embedding } = access;
    if (embedding === undefined) {
      throw new UserError(message('rounds.stillEmbedding', {}));
    }
    const head = rounds.storedHead(number, embedding);
    if (head) return { head };
    const original = rounds.storedHead(number, round.embedding);
    const vectors = store.holdoutVectors.of(round.embedding);
    if (!original || !vectors) throw otherVectors(number);
    return { head: original, vectors };
  }
}

function otherVectors(round: number): UserError {
  return new UserError(message('rounds.earlierEmbedding', { round }));
}
