import { english } from '../../harness/english.ts';
import { userMessageOf } from '../../../src/core/errors.ts';
import assert from 'node:assert/strict';
import type { ActiveLearner } from '../../../src/core/loop/activeLearner.ts';
import type { LearnerView } from '../../../src/core/loop/learnerView.ts';
import type { RecordId } from '../../../src/core/record.ts';
import type { Rng } from '../../../src/core/rng.ts';
import type { JournalEvent } from '../../../src/core/store/events.ts';
import { foldAnswers } from '../../../src/core/store/fold.ts';
import type { Store } from '../../../src/core/store/store.ts';
import { isStepEvent, Timeline } from '../../../src/core/store/timeline.ts';

const skip = { kind: 'skip' } as const;

/** The outcome of a random action in a window. */
export interface WindowAction {
  /** The record whose answer was acknowledged. */
  readonly acknowledged?: RecordId;
  /** A conflict with another window. */
  readonly refused?: true;
}

/** Performs a random user action. @throws any error except a conflict with another window */
export async function randomAction(
  learner: ActiveLearner,
  rng: Rng,
  answerId: string,
): Promise<WindowAction> {
  const { ahead, recent } = learner.view;
  const dice = rng.integer(100);
  const label = { kind: 'label', label: rng.integer(2) ? 'refund' : 'delivery' } as const;
  try {
    if (dice < 60 && ahead.length > 0) {
      // The page may lag behind by a few records.
      const { record, ask } = ahead[rng.integer(Math.min(2, ahead.length))]!;
      const answer = rng.integer(5) === 0 ? skip : label;
      await learner.answer({ answerId, recordId: record.id, answer, elapsedMs: 1, ask });
      return { acknowledged: record.id };
    }
    if (dice < 72) await learner.undo();
    else if (dice < 78) await learner.redo();
    else if (dice < 88 && recent.length > 0) {
      const { record, seq } = recent[rng.integer(Math.min(10, recent.length))]!;
      await learner.change({ answerId, recordId: record.id, answer: label, shown: seq });
      return { acknowledged: record.id };
    } else learner.poll();
    return {};
  } catch (error) {
    assert.match(english(userMessageOf(error)), /Another window/);
    return { refused: true };
  }
}

/** Positions of the answers that a window shows. */
export function shownBy({ ahead, recent }: LearnerView): number[] {
  return [
    ...ahead.flatMap(({ shown }) => (shown === undefined ? [] : [shown])),
    ...recent.map(({ seq }) => seq),
  ];
}

/** Asserts that the answers match the journal, also after a rebuild. */
export function assertViewMatchesJournal(
  store: Pick<Store, 'journal' | 'answers'>,
  rebuild: () => void,
): void {
  const fold = [...foldAnswers(Timeline.inEffect([...store.journal()])).values()];
  const inOrder = fold.sort((x, y) => x.seq - y.seq);
  assert.deepEqual(store.answers(), inOrder);
  rebuild();
  assert.deepEqual(store.answers(), inOrder);
}

/**
 * Asserts that a window only replaced answers of other windows that it had shown.
 * @param shown by window: positions of the answers it has shown
 */
export function assertNoneReplacedUnseen(
  journal: readonly JournalEvent[],
  shown: ReadonlyMap<string, ReadonlySet<number>>,
): void {
  for (const [i, event] of journal.entries()) {
    if (!isStepEvent(event) || (event.kind !== 'label' && event.kind !== 'skip')) continue;
    const before = foldAnswers(Timeline.inEffect(journal.slice(0, i))).get(event.recordId);
    if (!before || before.kind === 'none') continue;
    const replaced = journal[before.seq - 1]!;
    if (replaced.window === event.window) continue;
    assert.ok(
      shown.get(event.window!)!.has(before.seq),
      `${event.window} replaced ${before.seq} of ${replaced.window} unseen, at ${event.seq}`,
    );
  }
}
