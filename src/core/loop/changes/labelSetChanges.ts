import { labelNames } from '../../labels.ts';
import type { LabelSettings } from '../../projectFile/editLabels.ts';
import type { SchemaEvent, Stamp } from '../../store/events.ts';
import { affectedLabels } from '../../store/fold.ts';
import type { Store } from '../../store/store.ts';
import { newestDefaults, type DefaultSet } from '../../projectFile/defaultSets.ts';
import type { AskQueue } from '../queue/askQueue.ts';
import { defaultsInEffect, rateOfOldHoldout } from '../journal/defaultsInEffect.ts';
import type { Commit } from '../journal/writeQueue.ts';
import type { JournalWriter } from '../journal/journalWriter.ts';
import { LabelStyles } from '../labels/assignStyles.ts';
import { updateLabelTimes, type LabelsNow } from '../labels/labelTimes.ts';
import { recordRewordings, priorAsked } from '../labels/labelWording.ts';
import { movedAnswers, type RowMoves } from '../journal/movedAnswers.ts';
import { movedMembers } from '../holdout/movedMembers.ts';
import type { LoopEvents } from '../loopEvents.ts';
import type { ViewPublisher } from '../viewPublisher.ts';
import type { RecordsService } from '../records/recordsService.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import { UnjudgedLabels, type UnjudgedLabel } from '../labels/unjudgedLabels.ts';
import type { Trainer } from '../training/trainer.ts';

/** A label-set change to be written as a step of the journal. */
export type LabelStep = Pick<SchemaEvent, 'change' | 'projectFile'>;

/** The label set, which may change while records are asked and answered. */
export interface LabelSet {
  /** The set of defaults in effect. */
  readonly defaults: DefaultSet;
  /**
   * Applies another label set during labelling: records on screen stay there, and the head is refitted. When
   * it resolves, the step is on disk.
   * @param settings what the project file now contains
   * @param step omitted if only the project file changed and annotations stay as they are
   */
  apply(settings: LabelSettings, step?: LabelStep): Promise<void>;
  /**
   * Moves answers and hold-out members along with their rows when a file is read with other settings. The
   * caller reopens the pool afterwards.
   */
  reread(step: LabelStep, moves: RowMoves): Promise<void>;
  /** Switches to the newest set of defaults, as a step that can be undone. */
  useNewDefaults(): Promise<void>;
  /** Labels that some answers do not judge. */
  unjudgedLabels(): readonly UnjudgedLabel[];
  /** The label changes in the next step to undo or redo. */
  next(direction: 'undo' | 'redo'): readonly SchemaEvent[];
}

export interface LabelSetChangesOptions {
  readonly store: Store;
  readonly live: LiveProject;
  readonly queue: AskQueue;
  readonly trainer: Trainer;
  readonly records: RecordsService;
  readonly stamp: () => Stamp;
  readonly journalWriter: JournalWriter;
  /** Emitted after all parts use the new names. */
  readonly events: Pick<LoopEvents, 'labelsChanged' | 'labelsReworded'>;
  /** Published instead if only the labels' appearance changed. */
  readonly views: Pick<ViewPublisher, 'publish'>;
}

/** @see LabelSet */
export class LabelSetChanges implements LabelSet {
  readonly styles: LabelStyles;
  readonly unjudged: UnjudgedLabels;
  readonly #options: LabelSetChangesOptions;

  constructor(options: LabelSetChangesOptions) {
    this.#options = options;
    const { store, live, journalWriter } = options;
    this.#note({ at: store.lastSeq() });
    this.unjudged = new UnjudgedLabels(store, live);
    this.styles = new LabelStyles(store, journalWriter.storeSetting, () => live.project.labels);
  }

  async apply(settings: LabelSettings, step?: LabelStep): Promise<void> {
    const { store, stamp, journalWriter } = this.#options;
    let before = store.lastSeq();
    if (step) {
      const stamped = stamp();
      await journalWriter.run((into) => {
        before = into.lastSeq();
        into.append({ ...stamped, kind: 'schema', ...step });
      });
    }
    this.#follow(settings, before, step ? [step] : []);
  }

  async reread(step: LabelStep, moves: RowMoves): Promise<void> {
    const { stamp, events, journalWriter, live } = this.#options;
    const [first, later] = [stamp(), stamp()];
    await journalWriter.run((into) => {
      const events = movedAnswers(into, moves.moves, later);
      const members = movedMembers(into, moves, live.project.seed);
      if (members) into.growHoldout(members);
      into.append([{ ...first, kind: 'schema', ...step }, ...events]);
    });
    events.labelsChanged.emit();
  }

  async useNewDefaults(): Promise<void> {
    const { store, live } = this.#options;
    const before = this.defaults;
    if (before === newestDefaults) return;
    const rate = rateOfOldHoldout(store);
    const change = { type: 'defaults', before, set: newestDefaults } as const;
    await this.apply(live.project, { change: rate === undefined ? change : { ...change, rate } });
  }

  get defaults(): DefaultSet {
    return defaultsInEffect(this.#options.store);
  }

  /** Call after every answer: the first one fixes keys and colours. */
  answersChanged(): void {
    this.styles.answered();
  }

  unjudgedLabels(): readonly UnjudgedLabel[] {
    return this.unjudged.all();
  }

  next(direction: 'undo' | 'redo'): readonly SchemaEvent[] {
    const { store } = this.#options;
    const step = direction === 'undo' ? store.nextUndo() : store.nextRedo();
    return step ? store.labelChanges(step.step) : [];
  }

  /**
   * Undoes or redoes a step together with its label-set changes.
   * @param reverse writes the undo or redo
   * @param settings what the project file contains afterwards; omitted: unchanged
   */
  reverse<T>(
    direction: 'undo' | 'redo',
    settings: LabelSettings | undefined,
    [, then]: Commit,
    reverse: () => T,
  ): T {
    const { store, live } = this.#options;
    const steps = this.next(direction);
    if (steps.length === 0) return reverse();
    const before = store.lastSeq();
    const reversed = reverse();
    then(() => this.#follow(settings ?? live.project, before, steps, true));
    return reversed;
  }

  #note(now: Omit<LabelsNow, 'labels'>): void {
    const { store, live, journalWriter } = this.#options;
    const { project } = live;
    updateLabelTimes(journalWriter.storeSetting, store, {
      labels: labelNames(project.labels),
      ...now,
    });
    if (priorAsked(project))
      recordRewordings(journalWriter.storeSetting, store, project.labels, now.at);
  }

  #follow(
    settings: LabelSettings,
    position: number,
    steps: readonly LabelStep[],
    reversed = false,
  ): void {
    const { store, live, queue, trainer, records, events, views } = this.#options;
    const before = live.project;
    const moved = steps.some(({ change }) => affectedLabels(change).length > 0);
    const same = !moved && haveSameLabels(before, settings);
    live.apply(settings);
    live.useDefaults(this.defaults);
    const sameWords =
      JSON.stringify(priorAsked(before)) === JSON.stringify(priorAsked(live.project));
    this.#note({ at: store.lastSeq(), reversed });
    this.styles.labelsChanged(before.labels, steps.length > 0);
    // Rounds under other defaults form a separate curve, so insights are recomputed.
    if (same && steps.some(({ change }) => change.type === 'defaults')) {
      return events.labelsChanged.emit();
    }
    if (same && sameWords) return views.publish();
    if (same) return events.labelsReworded.emit();
    const known = new Set(labelNames(settings.labels));
    queue.rename((label) => store.currentLabel(label, position), known);
    trainer.labelsChanged();
    records.labelsChanged();
    events.labelsChanged.emit();
  }
}

function haveSameLabels(a: LabelSettings, b: LabelSettings): boolean {
  const names = ({ labels, query }: LabelSettings): string =>
    JSON.stringify([labelNames(labels), query.target]);
  return names(a) === names(b);
}
