import { message } from '../../messages/messages.ts';
import { isAnswered, isLabelled } from '../../store/isAnswered.ts';
import { labelText } from '../../embed/labelText.ts';
import { UserError } from '../../errors.ts';
import { labelNames } from '../../labels.ts';
import type { RecordId } from '../../record.ts';
import { holdoutIds } from '../../store/holdoutIds.ts';
import { labelsOf } from '../../store/labelsOf.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
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

  annotators(): readonly string[] {
    return [...new Set(this.#answered().map(({ annotator }) => annotator))].sort();
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
    const answers = this.#answered().reverse();
    let ids = answers.filter((answer) => matches(answer, query)).map(({ recordId }) => recordId);
    if (query.disagrees) ids = await this.#disagreeing(ids, work);
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

  async #disagreeing(ids: RecordId[], work: { signal?: AbortSignal }): Promise<RecordId[]> {
    const { store, engine } = this.#options;
    const held = this.#held();
    const trained = ids.filter((id) => !held.has(id) && isLabelled(store.answer(id)));
    const predictions = await engine().predict({ ids: trained }, work);
    return predictions
      .flatMap(({ id, probabilities }) => {
        const p = disagreement(store.answer(id)!, probabilities);
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
    const answered = this.#answered();
    const wanted = answer && answered.filter((one) => matches(one, { kind: 'history', answer }));
    let among =
      answer && answer.kind !== 'none' ? wanted?.map(({ recordId }) => recordId) : undefined;
    const exclude = answer?.kind === 'none' ? answered.map(({ recordId }) => recordId) : [];
    const all = blinding.isEverythingBlind;
    const usesPredictions = predicted !== undefined || described !== undefined;
    if (usesPredictions) {
      const isBlind = blindRecords(this.#options);
      if (all) among ??= answered.map(({ recordId }) => recordId);
      else exclude.push(...this.#blindIds());
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
    const exclude = blind ? this.#answered().map(({ recordId }) => recordId) : [];
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

  #answered(): StoredAnswer[] {
    return this.#options.store.answers().filter(isAnswered);
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
  { label, labels }: StoredAnswer,
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

function matches(
  given: StoredAnswer,
  query: Pick<HistoryQuery, 'annotator' | 'round' | 'flagged' | 'noted'> & {
    readonly kind: 'history';
    readonly answer?: PoolQuery['answer'];
  },
): boolean {
  const { answer } = query;
  const { kind, annotator, ask, flagged, note } = given;
  const labels = labelsOf(given);
  if (answer?.kind === 'skip' && kind !== 'skip') return false;
  if (answer?.kind === 'noLabel' && (kind === 'skip' || labels.length > 0)) return false;
  if (answer?.kind === 'label' && !labels.includes(answer.label)) return false;
  if (query.annotator !== undefined && query.annotator !== annotator) return false;
  if (query.round !== undefined && query.round !== (ask?.round ?? 0)) return false;
  if (query.flagged && !flagged) return false;
  return !query.noted || note !== undefined;
}
