import { labelNames } from '../../labels.ts';
import type { RecordId } from '../../record.ts';
import type { StepEvent } from '../../store/events.ts';
import type { Store } from '../../store/store.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import { labelSince, labelTimes } from '../labels/labelTimes.ts';

/** A hold-out record that was given another answer by hand before it was asked blind. */
export interface HoldoutConflict {
  readonly id: RecordId;
  /** The label that was given blind and stands; undefined where it was skipped. */
  readonly blind: string | undefined;
  readonly byHand: string;
}

/** Hold-out answers from before some labels were there. */
export interface OutdatedHoldout {
  readonly labels: readonly string[];
  readonly ids: readonly RecordId[];
}

/** What was found out at a state of journal and label set. */
interface Known {
  readonly at: string;
  readonly conflicts: readonly HoldoutConflict[];
  readonly outdated: OutdatedHoldout | undefined;
}

/** Which answers of the hold-out may have to be reviewed. */
export class HoldoutReview {
  readonly #store: Store;
  readonly #live: Pick<LiveProject, 'project'>;
  readonly #done: () => readonly RecordId[];
  /** By record: the conflict found at the answer with this position. */
  readonly #checked = new Map<
    RecordId,
    { readonly seq: number; readonly conflict: HoldoutConflict | undefined }
  >();
  #known: Known | undefined;

  /** @param done members of the hold-out that were answered in their turn */
  constructor(store: Store, live: Pick<LiveProject, 'project'>, done: () => readonly RecordId[]) {
    this.#store = store;
    this.#live = live;
    this.#done = done;
  }

  /** Records whose blind answer differs from the one given by hand before, until one is confirmed. */
  get conflicts(): readonly HoldoutConflict[] {
    return this.#current().conflicts;
  }

  /** Undefined where no answer is older than a label. */
  get outdated(): OutdatedHoldout | undefined {
    return this.#current().outdated;
  }

  #current(): Known {
    const labels = labelNames(this.#live.project.labels);
    const at = JSON.stringify([this.#store.lastSeq(), labels, labelTimes(this.#store)]);
    if (this.#known?.at !== at) {
      const done = this.#done();
      const conflicts = done.flatMap((id) => this.#conflictOf(id) ?? []);
      this.#known = { at, conflicts, outdated: this.#outdatedAmong(done, labels) };
    }
    return this.#known;
  }

  #outdatedAmong(
    done: readonly RecordId[],
    labels: readonly string[],
  ): OutdatedHoldout | undefined {
    const since = labelSince(this.#store);
    const newest = Math.max(0, ...labels.map(since));
    if (newest === 0) return undefined;
    const seqs = done.map((id) => ({ id, seq: this.#store.answer(id)!.seq }));
    const ids = seqs.filter(({ seq }) => seq <= newest).map(({ id }) => id);
    if (ids.length === 0) return undefined;
    const oldest = Math.min(...seqs.map(({ seq }) => seq));
    return { labels: labels.filter((label) => since(label) >= oldest), ids };
  }

  #conflictOf(id: RecordId): HoldoutConflict | undefined {
    const { seq, label } = this.#store.answer(id)!;
    const known = this.#checked.get(id);
    const conflict = known?.seq === seq ? known.conflict : this.#findConflict(id);
    this.#checked.set(id, { seq, conflict });
    // A change of the label set may have given both the same name.
    return conflict && conflict.byHand !== label ? conflict : undefined;
  }

  #findConflict(id: RecordId): HoldoutConflict | undefined {
    const events = this.#store
      .history(id)
      .filter(({ inEffect, event }) => inEffect && isAnswer(event))
      .map(({ event }) => event);
    const [before, last] = events.slice(-2);
    if (last?.kind !== 'label' && last?.kind !== 'skip') return undefined;
    if (last.ask?.kind !== 'holdout' || before?.kind === undefined) return undefined;
    const given = before.kind === 'label' || before.kind === 'import' ? before.label : undefined;
    if (given === undefined) return undefined;
    const byHand = this.#store.currentLabel(given, before.seq);
    const blind = this.#store.answer(id)!.label;
    return byHand === blind ? undefined : { id, blind, byHand };
  }
}

function isAnswer({ kind }: StepEvent): boolean {
  return kind === 'label' || kind === 'skip' || kind === 'clear' || kind === 'import';
}
