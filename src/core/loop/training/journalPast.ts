import { isAnswered } from '../../store/isAnswered.ts';
import type { RecordId } from '../../record.ts';
import type { JournalEvent } from '../../store/events.ts';
import { foldAnswers } from '../../store/fold.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import { Timeline } from '../../store/timeline.ts';
import { neverTrainedOn } from './trainingSet.ts';

/** Reconstructs the state at earlier journal positions. */
export class JournalPast {
  readonly held: ReadonlySet<RecordId>;
  readonly #journal: readonly JournalEvent[];

  constructor(store: Store) {
    this.#journal = [...store.journal()];
    this.held = neverTrainedOn(store);
  }

  /** In journal order, as `Store.answers` returned them then. */
  answersAt(position: number): StoredAnswer[] {
    const eventsBefore = this.#journal.filter(({ seq }) => seq <= position);
    return [...foldAnswers(Timeline.inEffect(eventsBefore)).values()].sort((a, b) => a.seq - b.seq);
  }

  excludedAt(position: number, ahead: readonly RecordId[]): RecordId[] {
    const answered = this.answersAt(position).filter(isAnswered);
    return [...new Set([...answered.map(({ recordId }) => recordId), ...this.held, ...ahead])];
  }
}
