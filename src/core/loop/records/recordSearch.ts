import { message } from '../../messages/messages.ts';
import { isAnswered, isLabelled } from '../../store/isAnswered.ts';
import { labelText } from '../../embed/labelText.ts';
import { UserError } from '../../errors.ts';
import { labelNames } from '../../labels.ts';
import type { RecordId } from '../../record.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import { labelsOf } from '../../store/labelsOf.ts';
import type { Store } from '../../store/store.ts';
import type { KnownAnswer } from '../journal/knownAnswer.ts';
import type { KnownAnswers, Turn } from '../journal/knownAnswers.ts';
import type { AskQueue } from '../queue/askQueue.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import { blindRecords } from '../queue/blindRecords.ts';
import type { Blinding } from '../queue/blinding.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import type { FoundRecords, HistoryQuery, PoolQuery, RecordQuery, Search } from './searchQuery.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { LabelProbability } from '../../engine/modelApi.ts';
import type { Explanation } from '../../engine/searchApi.ts';

export interface RecordSearchOptions {
  readonly store: Store;
  readonly answers: KnownAnswers;
  readonly turn: Turn;
  readonly engine: () => Engine;
  readonly live: LiveProject;
  readonly queue: AskQueue;
  readonly blinding: Blinding;
  readonly holdout: HoldoutProgress;
}

/** Maximum number of neighbours. */
const neighbourCount = 100;
/** Maximum number of records similar to a text. */
const likeCount = 500;

/** Answers visited without yielding, which takes a few milliseconds. */
const visitedAtATime = 10_000;

/** Finds records by their answers (from the store) and by texts and predictions (from the engine). */
export class RecordSearch implements Search {
  readonly #options: RecordSearchOptions;

  constructor(options: RecordSearchOptions) {
    this.#options = options;
  }

  find(query: RecordQuery, signal?: AbortSignal): Promise<FoundRecords> {
    const work = signal ? { signal } : {};
    switch (query.kind) {
      case 'history':
        return this.#history(query, work);
      case 'pool':
        return this.#pool(query, work);
      case 'similar':
        return this.#similar(query.recordId, work);
    }
  }

  async annotators(): Promise<readonly string[]> {
    const names = new Set<string>();
    await this.#visitAnswered(({ annotator }) => names.add(annotator));
    return [...names].sort();
  }

  async explain(
    suggested: readonly { readonly id: RecordId; readonly label: string }[],
    signal?: AbortSignal,
  ): Promise<Explanation[]> {
    const { engine } = this.#options;
    const isBlind = blindRecords(this.#options);
    const open = suggested.filter(({ id }) => !isBlind(id));
    if (open.length === 0) return [];
    const explained = await engine().explain(
      {
        ids: open.map(({ id }) => id),
        answers: open.map(({ label }) => label),
        labels: this.#labels,
      },
      signal ? { signal } : {},
    );
    // An undo may have made a record blind while the engine explained it.
    const isBlindNow = blindRecords(this.#options);
    return explained.filter(({ id }) => !isBlindNow(id));
  }

  async #history(query: HistoryQuery, work: { signal?: AbortSignal }): Promise<FoundRecords> {
    const { engine } = this.#options;
    const labels = this.#labels;
    let ids = query.disagrees
      ? await this.#disagreeing(query, work)
      : (await this.#matching(query)).reverse();
    if (query.words !== undefined && query.words.trim() !== '') {
      ids = await engine().search(
        {
          among: ids,
          exclude: [],
          text: { kind: 'words', pattern: query.words },
          labels,
        },
        work,
      );
    }
    return { ids, ...(query.disagrees ? { leftOut: 'holdout' as const } : {}) };
  }

  async #disagreeing(query: HistoryQuery, work: { signal?: AbortSignal }): Promise<RecordId[]> {
    const { answers, engine } = this.#options;
    const held = this.#held();
    const isTrained = (answer: KnownAnswer): boolean =>
      isLabelled(answer) && !held.has(answer.recordId);
    const trained = (await this.#matching(query, isTrained)).reverse();
    const predictions = await engine().predict({ ids: trained }, work);
    const { byRecord } = answers;
    return predictions
      .flatMap(({ id, probabilities }) => {
        // An undo may have removed the answer during the prediction.
        const answer = byRecord.get(id);
        const p = answer && disagreement(answer, probabilities);
        return p === undefined ? [] : [{ id, p }];
      })
      .sort((a, b) => b.p - a.p)
      .map(({ id }) => id);
  }

  async #pool(
    { text, answer, predicted, described }: PoolQuery,
    work: { signal?: AbortSignal },
  ): Promise<FoundRecords> {
    const { blinding, engine } = this.#options;
    let among =
      answer && answer.kind !== 'none'
        ? await this.#matching({ kind: 'history', answer })
        : undefined;
    const exclude = answer?.kind === 'none' ? await this.#answered() : [];
    const all = blinding.isEverythingBlind;
    const usesPredictions = predicted !== undefined || described !== undefined;
    if (usesPredictions) {
      const isBlind = blindRecords(this.#options);
      if (all) among ??= await this.#answered();
      else for (const id of this.#blindIds()) exclude.push(id);
      among = among?.filter((id) => !isBlind(id));
    }
    const example = text?.kind === 'like' && text.pattern.trim() !== '' ? text.pattern : undefined;
    const like = described === undefined ? example : this.#wordsOf(described);
    const exact = text && text.kind !== 'like' ? { text } : {};
    // Similarity ranks all records, so no search has to precede it.
    const found =
      like !== undefined && !predicted && !exact.text
        ? among
        : await engine().search(
            {
              exclude,
              labels: this.#labels,
              ...exact,
              ...(among ? { among } : {}),
              ...(predicted ? { predicted } : {}),
            },
            work,
          );
    const ranked: FoundRecords =
      like === undefined ? { ids: found ?? [] } : await this.#like(like, found, exclude, work);
    if (!usesPredictions) return ranked;
    // An undo during the search may have made some found records blind.
    return { ...without(ranked, blindRecords(this.#options)), leftOut: all ? 'blind' : 'holdout' };
  }

  #wordsOf(label: string): string {
    const { live } = this.#options;
    const found = live.project.labels.find(({ name }) => name === label);
    const words = found && labelText(found);
    if (words !== undefined) return words;
    throw new UserError(message('search.labelSaysNothing', { label }));
  }

  async #like(
    text: string,
    among: readonly RecordId[] | undefined,
    exclude: readonly RecordId[],
    work: { signal?: AbortSignal },
  ): Promise<FoundRecords> {
    const params = { texts: [text], count: likeCount, exclude: [...exclude] };
    const found = await this.#options
      .engine()
      .like({ ...params, ...(among ? { among: [...among] } : {}) }, work);
    return {
      ids: found.map(({ id }) => id),
      similarities: found.map(({ similarity }) => similarity),
    };
  }

  async #similar(id: RecordId, work: { signal?: AbortSignal }): Promise<FoundRecords> {
    const { engine } = this.#options;
    const blind = blindRecords(this.#options)(id);
    const exclude = blind ? await this.#answered() : [];
    const found = await engine().neighbours({ id, count: neighbourCount, exclude }, work);
    return {
      ids: found.map((neighbour) => neighbour.id),
      similarities: found.map(({ similarity }) => similarity),
      ...(blind ? { leftOut: 'answered' as const } : {}),
    };
  }

  /** Records that are blind while others are not. */
  #blindIds(): RecordId[] {
    const { queue } = this.#options;
    const coming = [
      ...queue.ahead.map(({ record }) => record.id),
      ...queue.batch.map(({ id }) => id),
    ];
    return [...this.#held(), ...coming].filter(blindRecords(this.#options));
  }

  #held(): Set<RecordId> {
    return new Set(holdoutIds(this.#options.store));
  }

  /** Records that are answered or skipped, in answer order. */
  async #answered(): Promise<RecordId[]> {
    const { answers } = this.#options;
    await answers.catchUp();
    return answers.answered();
  }

  async #matching(
    query: AnswerQuery,
    isWanted: (answer: KnownAnswer) => boolean = () => true,
  ): Promise<RecordId[]> {
    const ids: RecordId[] = [];
    await this.#visitAnswered((answer) => {
      if (matches(answer, query) && isWanted(answer)) ids.push(answer.recordId);
    });
    return ids;
  }

  /** Visits the answers of one moment, with turns for others in between. */
  async #visitAnswered(visit: (answer: KnownAnswer) => void): Promise<void> {
    const { answers, turn } = this.#options;
    await answers.catchUp();
    for (const [i, answer] of answers.inOrder.entries()) {
      if (i > 0 && i % visitedAtATime === 0) await turn();
      if (isAnswered(answer)) visit(answer);
    }
  }

  get #labels(): string[] {
    return labelNames(this.#options.live.project.labels);
  }
}

/**
 * The head's confidence in another answer, 0 … 1: in its top label, or in multi-label projects in the most
 * confident contradicting judgement. Undefined if it agrees.
 */
function disagreement(
  { label, labels }: KnownAnswer,
  probabilities: readonly LabelProbability[],
): number | undefined {
  const [top] = probabilities;
  if (!labels) return top && top.label !== label ? top.p : undefined;
  const wrong = probabilities.flatMap(({ label: name, p, applies = false }) => {
    const judged = labels.get(name);
    return judged === undefined || judged === applies ? [] : [applies ? p : 1 - p];
  });
  return wrong.length > 0 ? Math.max(...wrong) : undefined;
}

function without(
  { ids, similarities }: FoundRecords,
  leftOut: (id: RecordId) => boolean,
): FoundRecords {
  const kept = ids.flatMap((id, i) => (leftOut(id) ? [] : [i]));
  return {
    ids: kept.map((i) => ids[i]!),
    ...(similarities ? { similarities: kept.map((i) => similarities[i]!) } : {}),
  };
}

type AnswerQuery = Pick<HistoryQuery, 'annotator' | 'round' | 'flagged' | 'noted'> & {
  readonly kind: 'history';
  readonly answer?: PoolQuery['answer'];
};

function matches(given: KnownAnswer, query: AnswerQuery): boolean {
  const { answer } = query;
  const { kind, annotator, ask, flagged, noted } = given;
  const labels = labelsOf(given);
  if (answer?.kind === 'skip' && kind !== 'skip') return false;
  if (answer?.kind === 'noLabel' && (kind === 'skip' || labels.length > 0)) return false;
  if (answer?.kind === 'label' && !labels.includes(answer.label)) return false;
  if (query.annotator !== undefined && query.annotator !== annotator) return false;
  if (query.round !== undefined && query.round !== (ask?.round ?? 0)) return false;
  if (query.flagged && !flagged) return false;
  return !query.noted || noted === true;
}
