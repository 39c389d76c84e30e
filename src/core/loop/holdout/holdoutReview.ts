import { labelNames } from '../../labels.ts';
import type { RecordId } from '../../record.ts';
import type { StepEvent } from '../../store/events.ts';
import type { Store, StoredAnswer } from '../../store/store.ts';
import { labelJudgementsOf, type LabelJudgements } from '../../task/labelJudgements.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import { labelSince, labelTimes } from '../labels/labelTimes.ts';

/** A hold-out record whose blind answer differs from an answer given by hand before. */
export interface HoldoutConflict {
  readonly id: RecordId;
  /** The blind answer, which is in effect; undefined if it was a skip. */
  readonly blind: GivenLabels | undefined;
  readonly byHand: GivenLabels;
}

/** A record's label, or its judgements in a multi-label project. */
export type GivenLabels = { readonly label: string } | { readonly labels: LabelJudgements };

/** Hold-out answers given before some labels existed. */
export interface OutdatedHoldout {
  readonly labels: readonly string[];
  readonly ids: readonly RecordId[];
}

/** Results cached for one state of journal and label set. */
interface ReviewCache {
  readonly at: string;
  readonly conflicts: readonly HoldoutConflict[];
  readonly outdated: OutdatedHoldout | undefined;
}

/** Finds hold-out answers that may need a review. */
export class HoldoutReview {
  readonly #store: Store;
  readonly #live: Pick<LiveProject, 'project'>;
  readonly #done: () => readonly RecordId[];
  /** By record: the conflict found for the answer at this journal position. */
  readonly #checked = new Map<
    RecordId,
    { readonly seq: number; readonly conflict: HoldoutConflict | undefined }
  >();
  #known: ReviewCache | undefined;

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

  /** Undefined if no answer is older than a label. */
  get outdated(): OutdatedHoldout | undefined {
    return this.#current().outdated;
  }

  #current(): ReviewCache {
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
    // In multi-label projects a later label is unknown in older answers and is masked.
    if (this.#live.project.task === 'multi') return undefined;
    const newest = Math.max(0, ...labels.map(since));
    if (newest === 0) return undefined;
    const seqs = done.map((id) => ({ id, seq: this.#store.answer(id)!.seq }));
    const ids = seqs.filter(({ seq }) => seq <= newest).map(({ id }) => id);
    if (ids.length === 0) return undefined;
    const oldest = Math.min(...seqs.map(({ seq }) => seq));
    return { labels: labels.filter((label) => since(label) >= oldest), ids };
  }

  #conflictOf(id: RecordId): HoldoutConflict | undefined {
    const answer = this.#store.answer(id)!;
    const { seq } = answer;
    const known = this.#checked.get(id);
    const conflict = known?.seq === seq ? known.conflict : this.#findConflict(id);
    this.#checked.set(id, { seq, conflict });
    // A merge may have given both the same label.
    return conflict && contradict(conflict.byHand, givenIn(answer)) ? conflict : undefined;
  }

  #findConflict(id: RecordId): HoldoutConflict | undefined {
    const events = this.#store
      .history(id)
      .filter(({ inEffect, event }) => inEffect && isAnswer(event))
      .map(({ event }) => event);
    const [before, last] = events.slice(-2);
    if (last?.kind !== 'label' && last?.kind !== 'labels' && last?.kind !== 'skip')
      return undefined;
    if (last.ask?.kind !== 'holdout' || before?.kind === undefined) return undefined;
    const byHand = this.#givenBy(before);
    const blind = givenIn(this.#store.answer(id)!);
    return byHand && contradict(byHand, blind) ? { id, blind, byHand } : undefined;
  }

  /** The answer in an event, under the current label names. */
  #givenBy(event: StepEvent): GivenLabels | undefined {
    const today = (label: string): string => this.#store.currentLabel(label, event.seq);
    if (event.kind !== 'label' && event.kind !== 'labels' && event.kind !== 'import')
      return undefined;
    if ('yes' in event && event.yes && event.of) {
      const judged = event.kind === 'labels' ? event.judged : undefined;
      const labels = labelJudgementsOf(undefined, {
        yes: event.yes.map(today),
        of: event.of.map(today),
        ...(judged && { judged: judged.map(today) }),
      });
      return { labels };
    }
    return 'label' in event && event.label !== undefined
      ? { label: today(event.label) }
      : undefined;
  }
}

function isAnswer({ kind }: StepEvent): boolean {
  return ['label', 'labels', 'skip', 'clear', 'import'].includes(kind);
}

function givenIn({ kind, label, labels }: StoredAnswer): GivenLabels | undefined {
  if (kind === 'labels' && labels) return { labels };
  return label === undefined ? undefined : { label };
}

/** Whether two answers cannot both be right: a label judged by only one of them is no contradiction. */
function contradict(a: GivenLabels, b: GivenLabels | undefined): boolean {
  if (!b) return true;
  if ('label' in a || 'label' in b) return !('label' in a && 'label' in b && a.label === b.label);
  return [...a.labels].some(([label, applies]) => b.labels.get(label) === !applies);
}
