import { strayLabels, type OrphanedLabel } from '../../labelSet/strayLabels.ts';
import type { LabelSettings } from '../../projectFile/editLabels.ts';
import type { SchemaEvent, Stamp } from '../../store/events.ts';
import { labelsTouched } from '../../store/fold.ts';
import type { Counts, Store } from '../../store/store.ts';
import { newestDefaults, type DefaultSet } from '../../projectFile/defaultSets.ts';
import type { AskQueue } from '../queue/askQueue.ts';
import { defaultsInEffect, rateOfOldHoldout } from '../training/defaultsInEffect.ts';
import type { Commit } from '../answers/commits.ts';
import type { Gate } from '../answers/gate.ts';
import { LabelLooks } from './labelLooks.ts';
import { noteLabels, type LabelsNow } from './labelTimes.ts';
import { noteWording, priorAsked } from './labelWording.ts';
import { movedAnswers, type RowMoves } from '../answers/movedAnswers.ts';
import { movedMembers } from '../holdout/movedMembers.ts';
import type { RecordsService } from '../records/recordsService.ts';
import type { LiveProject } from './liveProject.ts';
import type { Trainer } from '../training/trainer.ts';

/** A change of the label set that is to be a step of the journal. */
export type LabelStep = Pick<SchemaEvent, 'change' | 'projectFile'>;

/** The label set, which may change while records are asked and answered. */
export interface LabelSet {
  /** The set of defaults that the project goes by. */
  readonly defaults: DefaultSet;
  /**
   * Takes over another one while everything goes on: what is on screen stays there, and the head is
   * trained anew. When it resolves, the step is on disk.
   * @param settings what the project file says from now on
   * @param step left out where only the project file changed, and no annotation is to follow
   */
  apply(settings: LabelSettings, step?: LabelStep): Promise<void>;
  /** A file of the pool is read otherwise: answers and hold-out go with their rows. The pool is opened again afterwards. */
  reread(step: LabelStep, moves: RowMoves): Promise<void>;
  /** Goes by the newest set of defaults from now on, as a step that undo takes back. */
  useNewDefaults(): Promise<void>;
  /** The changes that the next undo takes back, or the next redo brings back. */
  next(direction: 'undo' | 'redo'): readonly SchemaEvent[];
}

export interface RelabellingOptions {
  readonly store: Store;
  readonly inUse: LiveProject;
  readonly queue: AskQueue;
  readonly trainer: Trainer;
  readonly records: RecordsService;
  readonly stamp: () => Stamp;
  readonly gate: Gate;
  /** Told afterwards, when everything goes by the new names. */
  readonly changed: () => void;
  /** Told instead where only their descriptions are others, and the head has them for a prior. */
  readonly reworded: () => void;
  /** Told instead where labels only look otherwise. */
  readonly publish: () => void;
}

/** @see LabelSet */
export class LabelSetChanges implements LabelSet {
  readonly looks: LabelLooks;
  readonly #options: RelabellingOptions;

  constructor(options: RelabellingOptions) {
    this.#options = options;
    const { store, inUse, gate } = options;
    this.#note({ at: store.lastSeq() });
    this.looks = new LabelLooks(store, gate.keep, () => inUse.settings.labels);
  }

  async apply(settings: LabelSettings, step?: LabelStep): Promise<void> {
    const { store, stamp, gate } = this.#options;
    let before = store.lastSeq();
    if (step) {
      const stamped = stamp();
      await gate.run((into) => {
        before = into.lastSeq();
        into.append({ ...stamped, kind: 'schema', ...step });
      });
    }
    this.#follow(settings, before, step ? [step] : []);
  }

  async reread(step: LabelStep, moves: RowMoves): Promise<void> {
    const { stamp, changed, gate, inUse } = this.#options;
    const [first, later] = [stamp(), stamp()];
    await gate.run((into) => {
      const events = movedAnswers(into, moves.moves, later);
      const members = movedMembers(into, moves, inUse.settings.seed);
      if (members) into.growHoldout(members);
      into.append([{ ...first, kind: 'schema', ...step }, ...events]);
    });
    changed();
  }

  async useNewDefaults(): Promise<void> {
    const { store, inUse } = this.#options;
    const before = this.defaults;
    if (before === newestDefaults) return;
    const rate = rateOfOldHoldout(store);
    const change = { type: 'defaults', before, set: newestDefaults } as const;
    await this.apply(inUse.settings, { change: rate === undefined ? change : { ...change, rate } });
  }

  get defaults(): DefaultSet {
    return defaultsInEffect(this.#options.store);
  }

  /** To be told of every answer: the first one settles keys and colours. */
  answersChanged(): void {
    this.looks.answered();
  }

  next(direction: 'undo' | 'redo'): readonly SchemaEvent[] {
    const { store } = this.#options;
    const step = direction === 'undo' ? store.nextUndo() : store.nextRedo();
    return step?.events.filter((event) => event.kind === 'schema') ?? [];
  }

  /**
   * Takes a step back, or brings it back, and the label set with it.
   * @param reverse writes what is taken back, or brought back
   * @param settings what the project file says afterwards; as it is where left out
   */
  reverse<T>(
    direction: 'undo' | 'redo',
    settings: LabelSettings | undefined,
    [, then]: Commit,
    reverse: () => T,
  ): T {
    const { store, inUse } = this.#options;
    const steps = this.next(direction);
    if (steps.length === 0) return reverse();
    const before = store.lastSeq();
    const reversed = reverse();
    then(() => this.#follow(settings ?? inUse.settings, before, steps, true));
    return reversed;
  }

  /** Labels of annotations that are in no label set. */
  strays(byLabel: Counts['byLabel']): readonly OrphanedLabel[] {
    const { store, inUse } = this.#options;
    const names = inUse.settings.labels.map(({ name }) => name);
    return strayLabels(store, names, byLabel);
  }

  #note(now: Omit<LabelsNow, 'labels'>): void {
    const { store, inUse, gate } = this.#options;
    const { settings } = inUse;
    const labels = settings.labels.map(({ name }) => name);
    noteLabels(gate.keep, store, { labels, ...now });
    if (priorAsked(settings)) noteWording(gate.keep, store, settings.labels, now.at);
  }

  #follow(
    settings: LabelSettings,
    before: number,
    steps: readonly LabelStep[],
    reversed = false,
  ): void {
    const { store, inUse, queue, trainer, records, changed, reworded, publish } = this.#options;
    const moved = steps.some(({ change }) => labelsTouched(change).length > 0);
    const same = !moved && speakOfTheSame(inUse.settings, settings);
    const { labels } = inUse.settings;
    const words = priorAsked(inUse.settings);
    inUse.apply(settings);
    inUse.goBy(this.defaults);
    const sameWords = JSON.stringify(words) === JSON.stringify(priorAsked(inUse.settings));
    const names = settings.labels.map(({ name }) => name);
    this.#note({ at: store.lastSeq(), reversed });
    this.looks.labelsChanged(labels, steps.length > 0);
    // What the rounds said is told again: by other defaults they are another curve.
    if (same && steps.some(({ change }) => change.type === 'defaults')) return changed();
    if (same && sameWords) return publish();
    if (same) return reworded();
    const known = new Set(names);
    queue.rename((label) => store.currentLabel(label, before), known);
    trainer.labelsChanged();
    records.labelsChanged();
    changed();
  }
}

function speakOfTheSame(a: LabelSettings, b: LabelSettings): boolean {
  const names = ({ labels, query }: LabelSettings): string =>
    JSON.stringify([labels.map(({ name }) => name), query.target]);
  return names(a) === names(b);
}
