import { labelNames } from '../../labels.ts';
import type { PoolRecord, RecordId } from '../../record.ts';
import { Rng } from '../../rng.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import { labelsThat } from '../../task/judgement.ts';
import type { DoubtedJudgement, Suspicion, UnlikelyLabel } from './suspicion.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import type { Write } from '../journal/writeQueue.ts';
import type { Trainer } from '../training/trainer.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { FitSummary, TrainingSet } from '../../engine/modelApi.ts';
import type { Suspects } from '../../engine/evaluationApi.ts';

export interface SuspectLabelsOptions {
  readonly store: Store;
  readonly engine: () => Engine;
  readonly live: LiveProject;
  readonly trainer: Trainer;
  readonly journalWriter: { readonly write: Write };
}

/** Maximum number of each kind; an editor lists fewer. */
const maxSuspicions = 300;
const none: readonly Suspicion[] = [];
const confirmedSetting = 'labels.confirmed';

/** The label confirmed for a record, under its name at a journal position. */
interface ConfirmedLabel {
  readonly label: string;
  /** In multi-label projects, the labels that apply. */
  readonly labels?: readonly string[];
  readonly at: number;
}

/** Finds annotations that may be wrong, from the training labels after each round. */
export class SuspectLabels {
  readonly #options: SuspectLabelsOptions;
  #found: readonly Suspicion[] | undefined;
  /** Suspicions that still hold at a journal position; undefined if they must be recomputed. */
  #standing: { readonly position: number; readonly current: readonly Suspicion[] } | undefined;

  constructor(options: SuspectLabelsOptions) {
    this.#options = options;
  }

  /** Whether suspicions were computed in this session. */
  get computed(): boolean {
    return this.#found !== undefined;
  }

  /** Discards results computed under the old label names. */
  clear(): void {
    this.#found = undefined;
    this.#standing = undefined;
  }

  async update({ c, prior, temperature }: FitSummary, signal: AbortSignal): Promise<void> {
    const { engine, live, trainer } = this.#options;
    const { seed, labels, head } = live.project;
    const training = trainer.training();
    const suspects = await engine().suspects(
      {
        training,
        labels: labelNames(labels),
        c,
        ...(temperature !== undefined && { temperature }),
        ...(prior && { prior }),
        classWeight: head.classWeight,
        seed: new Rng(seed).fork('suspects').uint32(),
        limit: maxSuspicions,
      },
      { signal },
    );
    const ids = idsOf(suspects);
    const given = givenIn(training, ids);
    const records = await engine().read({ ids: [...ids] });
    this.#standing = undefined;
    this.#found = suspicionsOf(
      suspects,
      given,
      new Map(records.map((record) => [record.id, record])),
    );
  }

  /**
   * Suspicions that still hold: the label is unchanged, and was neither confirmed nor flagged since.
   * @returns the same array until its content changes
   */
  current(): readonly Suspicion[] {
    const position = this.#options.store.lastSeq();
    if (this.#standing?.position !== position) {
      const list = this.#found ? this.#stillHolding(this.#found) : none;
      this.#standing = { position, current: list };
    }
    return this.#standing.current;
  }

  #stillHolding(found: readonly Suspicion[]): Suspicion[] {
    const { store } = this.#options;
    const confirmed = this.#confirmed();
    const isConfirmed = (id: RecordId, label: string): boolean => {
      const confirmation = confirmed[id];
      if (!confirmation) return false;
      const today = (name: string): string => store.currentLabel(name, confirmation.at);
      return (
        (confirmation.labels
          ? joined(confirmation.labels.map(today))
          : today(confirmation.label)) === label
      );
    };
    const stands = (id: RecordId, label: string): boolean | undefined => {
      const answer = store.answer(id);
      // An answer given when asked again as a suspect settles the doubt; undoing it restores the doubt.
      return answer && saidOf(answer) === label && answer.ask?.check !== 'suspect';
    };
    return found.filter((suspicion) => {
      const { record, label } = suspicion;
      if (!stands(record.id, label) || isConfirmed(record.id, label)) return false;
      if (store.answer(record.id)?.flagged) return false;
      if (suspicion.kind !== 'contradiction') return true;
      return stands(suspicion.other.record.id, suspicion.other.label);
    });
  }

  /** Stores that the record's current label is right. */
  async confirm(id: RecordId): Promise<void> {
    const { store, journalWriter } = this.#options;
    const answer = store.answer(id);
    const label = answer && saidOf(answer);
    if (!answer || label === undefined) return;
    const labels = answer.labels && labelsThat(true, { labels: answer.labels });
    const confirmed: ConfirmedLabel = { label, ...(labels && { labels }), at: store.lastSeq() };
    await journalWriter.write((into) =>
      into.setSetting(confirmedSetting, { ...this.#confirmed(), [id]: confirmed }),
    );
    this.#standing = undefined;
  }

  #confirmed(): Readonly<Record<RecordId, ConfirmedLabel>> {
    return (this.#options.store.setting(confirmedSetting) ?? {}) as Record<
      RecordId,
      ConfirmedLabel
    >;
  }
}

/** The label of an answer, or all that apply, joined in alphabetical order; '' if none applies. */
function saidOf({ label, labels }: Pick<StoredAnswer, 'label' | 'labels'>): string | undefined {
  return labels ? joined(labelsThat(true, { labels })) : label;
}

/** Merged labels count once. */
const joined = (labels: readonly string[]): string => [...new Set(labels)].sort().join(', ');

/** `saidOf` of these records. */
function givenIn(
  { ids, answers }: TrainingSet,
  wanted: ReadonlySet<RecordId>,
): ReadonlyMap<RecordId, string> {
  const given = new Map<RecordId, string>();
  for (const [i, id] of ids.entries()) {
    if (!wanted.has(id)) continue;
    const answer = answers[i]!;
    given.set(id, typeof answer === 'string' ? answer : joined(answer.yes));
  }
  return given;
}

function idsOf(suspects: Suspects): Set<RecordId> {
  const { contradictions } = suspects;
  const doubted =
    suspects.task === 'multi' ? [...suspects.additions, ...suspects.omissions] : suspects.unlikely;
  return new Set([
    ...doubted.map(({ id }) => id),
    ...contradictions.flatMap(({ id, other }) => [id, other]),
  ]);
}

/** Lists a contradiction at both records, unless one of them is already suspect. */
function suspicionsOf(
  suspects: Suspects,
  given: ReadonlyMap<RecordId, string>,
  records: ReadonlyMap<RecordId, PoolRecord>,
): Suspicion[] {
  const found: Suspicion[] = [];
  const doubted = new Set<RecordId>();
  for (const { id, ...doubt } of doubtsOf(suspects, given)) {
    const record = records.get(id);
    if (!record) continue;
    doubted.add(id);
    found.push({ ...doubt, record });
  }
  for (const { id, other, similarity } of suspects.contradictions) {
    for (const [recordId, oppositeId] of [
      [id, other],
      [other, id],
    ] as const) {
      const record = records.get(recordId);
      const opposite = records.get(oppositeId);
      if (!record || !opposite || doubted.has(recordId) || doubted.has(oppositeId)) continue;
      found.push({
        kind: 'contradiction',
        record,
        label: given.get(recordId)!,
        other: { record: opposite, label: given.get(oppositeId)! },
        similarity,
      });
    }
  }
  return found;
}

type Doubt = Omit<UnlikelyLabel, 'record'> | Omit<DoubtedJudgement, 'record'>;

/** Alternates additions and omissions, as neither list is more reliable than the other. */
function doubtsOf(
  suspects: Suspects,
  given: ReadonlyMap<RecordId, string>,
): ({ readonly id: RecordId } & Doubt)[] {
  if (suspects.task === 'single') {
    return suspects.unlikely.map((suspect) => ({ kind: 'unlikely', ...suspect }));
  }
  const { additions, omissions } = suspects;
  const doubts = (kind: DoubtedJudgement['kind'], list: typeof additions) =>
    list.map(({ id, label: doubted, p }, rank) => ({
      rank,
      doubt: { id, kind, label: given.get(id)!, doubted, p },
    }));
  return [...doubts('addition', additions), ...doubts('omission', omissions)]
    .sort((a, b) => a.rank - b.rank)
    .map(({ doubt }) => doubt);
}
