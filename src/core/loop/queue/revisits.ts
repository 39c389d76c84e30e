import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import { labelsOf } from '../../store/labelsOf.ts';
import type { Conflict } from '../../store/importsFound.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import type { KnownAnswer } from '../journal/knownAnswer.ts';
import type { KnownAnswers } from '../journal/knownAnswers.ts';
import type { RevisitSelection } from './askedRecord.ts';
import type { PlannedRecord } from './planned.ts';

/** The answered records to ask again, before anything else. */
export class Revisits {
  readonly #store: Store;
  readonly #answers: Pick<KnownAnswers, 'inOrder'>;
  #selection: RevisitSelection | undefined;
  #starts = 0;
  #planned: readonly PlannedRecord[] = [];
  /** While conflicts are being resolved: all that were open at the start. */
  #conflicts: ReadonlyMap<RecordId, Conflict> = new Map();

  constructor(store: Store, answers: Pick<KnownAnswers, 'inOrder'>) {
    this.#store = store;
    this.#answers = answers;
  }

  /** What is being revisited; undefined while unanswered records are asked. */
  get selection(): RevisitSelection | undefined {
    return this.#selection;
  }

  /** Number of starts and ends so far. */
  get starts(): number {
    return this.#starts;
  }

  /** Number of records still to come. */
  get remaining(): number {
    return this.#planned.length;
  }

  /** @param selection undefined: ends the revisit */
  start(selection: RevisitSelection | undefined): void {
    const conflicts = selection === 'conflicts' ? this.#store.conflicts() : [];
    this.#selection = selection;
    this.#starts++;
    this.#conflicts = new Map(conflicts.map((conflict) => [conflict.recordId, conflict]));
    this.#planned = selection === undefined ? [] : this.#plan(selection);
  }

  /** The imported answers to a record, while conflicts are being resolved. */
  candidates(id: RecordId): Conflict['candidates'] | undefined {
    return this.#conflicts.get(id)?.candidates;
  }

  next(count: number): PlannedRecord[] {
    return this.#planned.slice(0, count);
  }

  has(id: RecordId): boolean {
    return this.#planned.some((planned) => planned.id === id);
  }

  /**
   * Whether a revisit that allows deferring (a pass, or conflicts) has no records left besides those ahead.
   */
  get isDone(): boolean {
    const selection = this.#selection;
    const canDefer =
      selection === 'conflicts' || (typeof selection === 'object' && 'pass' in selection);
    return canDefer && this.remaining === 0;
  }

  defer(record: PlannedRecord): void {
    this.#planned = [...this.#planned, record];
  }

  /** Call for records that were read (now ahead or missing from the pool) or need no revisit. */
  drop(isRead: (id: RecordId) => boolean): void {
    this.#planned = this.#planned.filter(({ id }) => !isRead(id));
  }

  #plan(selection: RevisitSelection): PlannedRecord[] {
    const store = this.#store;
    if (selection === 'conflicts') {
      return store
        .conflicts()
        .map(({ recordId: id }) => ({ id, ask: askOf(store.answer(id) ?? {}) }));
    }
    if (typeof selection === 'object' && 'suspects' in selection) {
      return selection.suspects.flatMap((id) => {
        const answer = store.answer(id);
        if (!isAnswered(answer) || answer.kind === 'skip') return [];
        return [{ id, ask: { ...askOf(answer), check: 'suspect' } }];
      });
    }
    return this.#answers.inOrder
      .filter((answer) => isWanted(answer, selection))
      .map((answer) => ({ id: answer.recordId, ask: askOf(answer) }));
  }
}

function isWanted(
  answer: KnownAnswer,
  selection: Exclude<RevisitSelection, 'conflicts' | { suspects: readonly RecordId[] }>,
): boolean {
  const { kind, labels, flagged } = answer;
  if (selection === 'skipped') return kind === 'skip';
  if (selection === 'flagged') return flagged === true && isAnswered(answer);
  if ('split' in selection) return labelsOf(answer).includes(selection.split);
  return kind === 'labels' && !labels!.has(selection.pass);
}

function askOf({ ask = { kind: 'manual' } }: Pick<StoredAnswer, 'ask'>): PlannedRecord['ask'] {
  return ask;
}
