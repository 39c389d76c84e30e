// Steps written in parts: they take effect only when complete, and then as one step.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rng } from '../../src/core/rng.ts';
import type { NewEvent } from '../../src/core/store/events.ts';
import { foldAnswers } from '../../src/core/store/fold.ts';
import type { WritableStore } from '../../src/core/store/store.ts';
import { Timeline } from '../../src/core/store/timeline.ts';
import * as make from './storeFixtures.ts';
import { families } from './storesUnderTest.ts';

function imported(recordId: string, label: string): NewEvent {
  return { ...make.stamp(), kind: 'import', recordId, label, from: 'other.jsonl' };
}

/** All answers, read in pages of three. */
function* inPages(store: WritableStore) {
  for (let last = 0; ;) {
    const page = store.answersAfter(last, 3);
    yield* page;
    if (page.length < 3) return;
    last = page.at(-1)!.seq;
  }
}

/** Everything that a window can read of the store's current state. */
function shown(store: WritableStore) {
  return {
    answers: store.answers(),
    inPages: [...inPages(store)],
    recent: store.recent(4),
    counts: store.counts(),
    conflicts: store.conflicts(),
    imports: store.imports(),
    suggestions: store.suggestions(),
    undo: store.nextUndo()?.step,
    redo: store.nextRedo()?.step,
    size: store.undoSize(),
    isFar: store.undoIsFar(),
  };
}

function followsFromJournal(store: WritableStore): void {
  const folded = [...foldAnswers(Timeline.inEffect([...store.journal()])).values()];
  folded.sort((a, b) => a.seq - b.seq);
  assert.deepEqual(store.answers(), folded);
  assert.deepEqual([...inPages(store)], folded);
  const before = shown(store);
  store.rebuildView();
  assert.deepEqual(shown(store), before);
}

for (const [name, family] of families) {
  describe(`${name}: steps in parts`, () => {
    it('have no effect before they are complete, and are undone and redone as one', () => {
      const open = family();
      const [a, b] = [open('a'), open('b')];
      a.append(make.label('r1', 'A'));
      a.append(make.label('r2', 'A'));
      a.undo(make.stamp());
      const before = shown(a);
      const step = a.appendPart(
        undefined,
        [imported('r3', 'B'), imported('r4', 'B')],
        make.stamp(),
      );
      b.append(make.label('r5', 'C'));
      b.undo(make.stamp());
      a.appendPart(step, [imported('r6', 'B')], make.stamp());
      assert.deepEqual(shown(a), before, 'redo included');
      assert.deepEqual(
        [...b.news(1)].map(({ kind }) => kind),
        ['label', 'label', 'undo', 'label', 'undo'],
      );
      assert.equal(b.redo(make.stamp())?.records[0], 'r5');
      a.completeStep(step, [imported('r7', 'C')], make.stamp());
      const labels = () => b.answers().map(({ recordId, label }) => recordId + label!);
      const all = ['r1A', 'r3B', 'r4B', 'r5C', 'r6B', 'r7C'];
      assert.deepEqual(labels().sort(), all);
      assert.deepEqual(
        a.imports().map((one) => [one.step, one.count]),
        [[step, 4]],
      );
      assert.deepEqual([a.canRedo(), a.undoSize(), a.undoIsFar()], [false, 4, false]);
      assert.deepEqual(
        [...a.step(step)].map((event) => event.kind !== 'schema' && event.recordId),
        ['r3', 'r4', 'r6', 'r7'],
      );
      assert.equal([...b.news(1)].length, 12);
      // Of the step in parts, which began before `step + 1`, only the undo and the redo are listed.
      assert.deepEqual(
        [...b.news(step + 1)].map(({ kind }) => kind),
        ['undo', 'label', 'undo', 'redo', 'redo'],
      );
      assert.deepEqual(a.undo(make.stamp())!.records, ['r3', 'r4', 'r6', 'r7']);
      assert.deepEqual(labels().sort(), ['r1A', 'r5C']);
      assert.equal(a.redo(make.stamp())!.step, step);
      assert.deepEqual(labels().sort(), all);
      assert.equal(b.undoStep(step, make.stamp())!.events.length, 4);
      assert.deepEqual(labels().sort(), ['r1A', 'r5C']);
      followsFromJournal(b);
      for (const window of [a, b]) window.close();
    });

    it('have no effect while incomplete, and no redo brings them back', () => {
      const open = family();
      const [a, none] = [open('a'), open()];
      a.append(make.label('r1', 'A'));
      a.appendPart(undefined, [imported('r2', 'B')], make.stamp());
      assert.deepEqual([a.canRedo(), none.canRedo()], [false, false]);
      a.close();
      const b = open('b');
      assert.equal(b.redo(make.stamp()), undefined);
      none.append(make.label('r3', 'A'));
      assert.deepEqual([b.redo(make.stamp()), none.redo(make.stamp())], [undefined, undefined]);
      assert.equal(b.answer('r2'), undefined);
      assert.deepEqual(
        b.history('r2').map(({ inEffect }) => inEffect),
        [false],
      );
      followsFromJournal(b);
      for (const window of [b, none]) window.close();
    });

    it('refuse changes of the label set, except labels that the last part adds', () => {
      const store = family()('a');
      const part = [imported('r1', 'A'), make.rename('A', 'B')];
      const add = (name: string): NewEvent => ({
        ...make.stamp(),
        kind: 'schema',
        change: { type: 'add', label: { name } },
      });
      for (const refused of [part, [imported('r1', 'A'), add('A')]]) {
        assert.throws(() => store.appendPart(undefined, refused, make.stamp()), RangeError);
      }
      assert.equal(store.lastSeq(), 0);
      const step = store.appendPart(undefined, [imported('r1', 'A')], make.stamp());
      const labels = (of?: number): unknown =>
        store.labelChanges(of).map(({ change }) => change.type === 'add' && change.label.name);
      assert.throws(() => store.completeStep(step, part, make.stamp()), RangeError);
      assert.deepEqual(labels(), []);
      store.completeStep(step, [imported('r2', 'B'), add('A'), add('B')], make.stamp());
      assert.deepEqual(
        [labels(), labels(step)],
        [
          ['A', 'B'],
          ['A', 'B'],
        ],
      );
      assert.equal(store.imports()[0]!.count, 2);
      assert.equal(store.undoStep(step, make.stamp())?.step, step);
      assert.deepEqual([labels(), labels(step), store.answers()], [[], ['A', 'B'], []]);
      assert.equal(store.redo(make.stamp())?.step, step);
      assert.deepEqual([labels(), store.answers().length], [['A', 'B'], 2]);
      followsFromJournal(store);
      store.close();
    });
  });
}

/** Events of a part, grouped by record. */
function randomPart(rng: Rng): NewEvent[] {
  const records = Array.from({ length: 1 + rng.integer(3) }, () => `r${rng.integer(9)}`);
  return [...new Set(records)].flatMap((record) => {
    const label = 'ABCD'[rng.integer(4)]!;
    const others: NewEvent[] = rng.integer(3) === 0 ? [make.flag(record)] : [];
    if (rng.integer(6) === 0) return [make.conflict(record, [{ label }]), ...others];
    if (rng.integer(4) > 0) return [imported(record, label), ...others];
    const of = ['A', 'B', 'C', 'D'];
    const yes = { ...make.stamp(), kind: 'import', recordId: record, yes: [label], of } as const;
    return [{ ...yes, from: 'other.jsonl' }, ...others];
  });
}

describe('random actions in two windows, one of them writing steps in parts', () => {
  for (let seed = 1; seed <= 12; seed++) {
    it(`look the same in both stores and follow from the journal (seed ${seed})`, () => {
      const rng = new Rng(seed);
      const pairs = families.map(([, family]) => {
        const open = family();
        return [open('a'), open('b')] as const;
      });
      const inAll = <T>(window: 0 | 1, act: (store: WritableStore) => T): T => {
        const [first, ...others] = pairs.map((pair) => act(pair[window]));
        for (const other of others) assert.deepEqual(other, first);
        return first!;
      };
      let step: number | undefined;
      const written: number[] = [];
      for (let did = 0; did < 60; did++) {
        const window = rng.integer(2) as 0 | 1;
        const stamp = make.stamp();
        const dice = rng.integer(10);
        if (dice < 3) {
          const part = randomPart(rng);
          step = inAll(0, (store) => store.appendPart(step, part, stamp));
        } else if (dice === 3 && step !== undefined) {
          const [of, last] = [step, rng.integer(2) ? randomPart(rng) : []];
          inAll(0, (store) => store.completeStep(of, last, stamp));
          written.push(step);
          step = undefined;
        } else if (dice === 4 && rng.integer(4) === 0) {
          // The step stays incomplete for good.
          step = undefined;
        } else if (dice === 5 && written.length > 0) {
          const of = written[rng.integer(written.length)]!;
          inAll(window, (store) => store.undoStep(of, stamp)?.step);
        } else if (dice === 6) inAll(window, (store) => store.undo(stamp)?.step);
        else if (dice === 7) inAll(window, (store) => store.redo(stamp)?.step);
        else {
          const events = make.randomStep(rng);
          inAll(window, (store) => store.append(events).map(({ seq }) => seq));
        }
        inAll(0, shown);
        inAll(1, shown);
      }
      for (const pair of pairs) {
        followsFromJournal(pair[0]);
        for (const store of pair) store.close();
      }
    });
  }
});
