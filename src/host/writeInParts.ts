import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises';
import { throwIfAborted } from '../core/errors.ts';
import type { AnswersPlan, ImportCounts } from '../core/interchange/answersPlan.ts';
import type { WriteQueue } from '../core/loop/journal/writeQueue.ts';
import type { RecordId } from '../core/record.ts';
import type { NewEvent, Stamp } from '../core/store/events.ts';
import type { Store, WritableStore } from '../core/store/store.ts';
import { isStepEvent } from '../core/store/timeline.ts';
import type { SettledHoldout } from './settleHoldout.ts';

export interface WriteInParts {
  readonly writeQueue: Pick<WriteQueue, 'run'>;
  /** The plan for the answers at `plannedAt`. */
  readonly plan: AnswersPlan;
  /** Journal position. */
  readonly plannedAt: number;
  /** Plans some records again for the current answers. */
  readonly again: (now: Store, among: ReadonlySet<RecordId>) => AnswersPlan;
  readonly stamp: Stamp;
  /** The file, for display. */
  readonly from: string;
  /** Written before the answers become visible. */
  readonly holdout?: SettledHoldout | undefined;
  /** Adds labels to the project file, right before the answers become visible. @returns their events */
  readonly addLabels?: () => Promise<readonly NewEvent[]>;
  readonly signal?: AbortSignal | undefined;
}

export interface WrittenStep {
  readonly counts: ImportCounts;
  /** The step of the journal; undefined if there was nothing to write. */
  readonly step?: number;
}

/** Events per transaction, which takes some ten milliseconds. */
const eventsAtATime = 1000;
/** Minimum pause: long enough for a waiting window to get the lock. */
const pauseMs = 20;

/** Whether an import is large enough for `writeInParts`. */
export function isLargeImport({ counts }: Pick<AnswersPlan, 'counts'>): boolean {
  return counts.answers + counts.conflicts + counts.remarks > 2 * eventsAtATime;
}

/**
 * Writes an import as one step, in transactions short enough not to disturb open windows. The last one makes
 * the step visible, and plans records again that others answered in between.
 * @throws CancelledError; nothing of the import is visible then
 */
export async function writeInParts({
  writeQueue,
  plan,
  plannedAt,
  again,
  stamp,
  from,
  holdout,
  addLabels,
  signal,
}: WriteInParts): Promise<WrittenStep> {
  const changedByOthers = new ChangedByOthers(plannedAt);
  const part = (name: string): Stamp => ({ ...stamp, id: `${stamp.id}/${name}` });
  let step: number | undefined;
  // Records with consecutive ids are neighbours on disk.
  for (const events of inParts(plan.events(stamp, from, 'ids'))) {
    throwIfAborted(signal);
    let began = performance.now();
    step = await writeQueue.run((into) => {
      began = performance.now();
      const changed = changedByOthers.until(into);
      const free = events.filter((event) => !isOn(event, changed));
      return free.length === 0 ? step : into.appendPart(step, free, part('begin'));
    });
    // Leaves the lock free for as long as it was held, however slow the disk or busy the machine.
    await pause(Math.max(pauseMs, performance.now() - began));
  }
  throwIfAborted(signal);
  const labels = (await addLabels?.()) ?? [];
  return writeQueue.run((into) => {
    const changed = changedByOthers.until(into);
    const [before, now] = [plan.among(changed), again(into, changed)];
    const counts = replaceCounts(plan.counts, before.counts, now.counts);
    const events = [...now.events(part('last'), from)];
    if (step !== undefined || events.length > 0) holdout?.write(into, stamp.at);
    events.push(...labels);
    if (step !== undefined) into.completeStep(step, events, part('end'));
    else if (events.length > 0) return { counts, step: into.append(events)[0]!.step };
    return { counts, ...(step !== undefined && { step }) };
  });
}

/** The records that others have changed since a position of the journal. */
class ChangedByOthers {
  readonly #records = new Set<RecordId>();
  #seq: number;

  constructor(seq: number) {
    this.#seq = seq;
  }

  until(now: Store): ReadonlySet<RecordId> {
    for (const event of now.news(this.#seq + 1)) {
      if (event.kind === 'vectors') continue;
      for (const touched of isStepEvent(event) ? [event] : now.step(event.undoes)) {
        if (touched.kind !== 'schema') this.#records.add(touched.recordId);
      }
    }
    this.#seq = now.lastSeq();
    return this.#records;
  }
}

function isOn(event: NewEvent, records: ReadonlySet<RecordId>): boolean {
  return event.kind !== 'schema' && records.has(event.recordId);
}

/**
 * Appends events as one step to a store that nobody else has open; many events are written in parts, so that
 * undo stays fast.
 * @param events sorted so that those of one record are consecutive
 * @throws CancelledError
 */
export async function appendAll(
  into: WritableStore,
  events: Iterable<NewEvent>,
  signal?: AbortSignal,
): Promise<void> {
  let pending: readonly NewEvent[] = [];
  let step: number | undefined;
  for (const part of inParts(events)) {
    if (pending.length > 0) {
      step = into.appendPart(step, pending, { ...stampOf(pending), id: `${pending[0]!.id}/begin` });
      await immediate();
      throwIfAborted(signal);
    }
    pending = part;
  }
  if (pending.length === 0) return;
  if (step === undefined) into.append(pending);
  else into.completeStep(step, pending, { ...stampOf(pending), id: `${pending[0]!.id}/end` });
}

function stampOf([first]: readonly NewEvent[]): Stamp {
  const { id, at, annotator } = first!;
  return { id, at, annotator };
}

/** Splits events into parts, keeping those of one record together. */
function* inParts(events: Iterable<NewEvent>): Iterable<readonly NewEvent[]> {
  let part: NewEvent[] = [];
  for (const event of events) {
    const last = part.at(-1);
    const isNext = !last || last.kind === 'schema' || !isOn(event, new Set([last.recordId]));
    if (part.length >= eventsAtATime && isNext) {
      yield part;
      part = [];
    }
    part.push(event);
  }
  if (part.length > 0) yield part;
}

const recordCounts = [
  'answers',
  'skipped',
  'replaced',
  'remarks',
  'alreadySo',
  'conflicts',
  'merged',
  'askedAgain',
] as const;

/** The counts of a plan after some records were planned again. */
function replaceCounts(all: ImportCounts, before: ImportCounts, now: ImportCounts): ImportCounts {
  const changed = recordCounts.map((name) => [name, all[name] - before[name] + now[name]] as const);
  return { ...all, ...Object.fromEntries(changed) };
}
