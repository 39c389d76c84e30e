import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rng } from '../../src/core/rng.ts';
import { foldAnswers } from '../../src/core/store/fold.ts';
import type { WritableStore } from '../../src/core/store/store.ts';
import { Timeline } from '../../src/core/store/timeline.ts';
import * as make from './storeFixtures.ts';
import { families } from './storesUnderTest.ts';

const labelsOf = (store: WritableStore) =>
  Object.fromEntries(store.answers().map(({ recordId, label }) => [recordId, label]));

for (const [name, family] of families) {
  describe(`${name}: B4 several windows`, () => {
    it('every event records its window', () => {
      const open = family();
      const [a, none] = [open('a'), open()];
      a.append(make.label('r1', 'A'));
      none.append(make.label('r2', 'A'));
      a.undo(make.stamp());
      a.redo(make.stamp());
      assert.deepEqual(
        [...none.journal()].map(({ kind, window }) => [kind, window]),
        [
          ['label', 'a'],
          ['label', undefined],
          ['undo', 'a'],
          ['redo', 'a'],
        ],
      );
      a.close();
      none.close();
    });

    it('a window undoes its own last step, even if it is not the latest', () => {
      const open = family();
      const [a, b] = [open('a'), open('b')];
      a.append(make.label('r1', 'A'));
      b.append(make.label('r2', 'B'));
      b.append(make.label('r3', 'B'));
      assert.equal(a.undoSize(), 1);
      assert.equal(a.undoIsFar(), false);
      assert.deepEqual(a.undo(make.stamp())!.records, ['r1']);
      assert.deepEqual(labelsOf(b), { r2: 'B', r3: 'B' });
      assert.equal(a.nextUndo(), undefined, "b is open, so its steps are b's");
      assert.equal(a.undo(make.stamp()), undefined);
      assert.equal(b.canRedo(), false, 'what a took back is for a to bring back');
      b.append(make.label('r4', 'B'));
      assert.deepEqual(a.redo(make.stamp())!.records, ['r1']);
      assert.deepEqual(labelsOf(b), { r1: 'A', r2: 'B', r3: 'B', r4: 'B' });
      a.close();
      b.close();
    });

    it('steps of closed windows are undone last, on confirmation unless nothing came after', () => {
      const open = family();
      const [a, b] = [open('a'), open('b')];
      b.append(make.label('r1', 'B'));
      a.append(make.label('r2', 'A'));
      b.close();
      assert.deepEqual(a.undo(make.stamp())!.records, ['r2']);
      assert.equal(a.undoIsFar(), false, 'nothing else is in effect');
      const c = open('c');
      c.append(make.label('r3', 'C'));
      assert.equal(a.undoIsFar(), true, 'c has answered since');
      assert.deepEqual(a.undo(make.stamp())!.records, ['r1']);
      assert.deepEqual(labelsOf(a), { r3: 'C' });
      a.close();
      c.close();
    });

    it('a step without a window belongs to every window', () => {
      const open = family();
      const [any, a] = [open(), open('a')];
      a.append(make.label('r1', 'A'));
      any.append(make.label('r2', 'B'));
      assert.deepEqual(a.undo(make.stamp())!.records, ['r2']);
      assert.deepEqual(a.undo(make.stamp())!.records, ['r1']);
      assert.deepEqual(any.redo(make.stamp())!.records, ['r1']);
      a.close();
      any.close();
    });

    it('redo survives closing the window that undid, until the next answer', () => {
      const open = family();
      const a = open('a');
      a.append(make.label('r1', 'A'));
      a.undo(make.stamp());
      a.close();
      const b = open('b');
      assert.equal(b.canRedo(), true);
      b.append(make.label('r2', 'B'));
      assert.equal(b.canRedo(), false);
      b.close();
    });

    it('undoing a step that another window built on leaves the other answer', () => {
      const open = family();
      const [a, b] = [open('a'), open('b')];
      a.append(make.label('r1', 'A'));
      a.append(make.rename('A', 'Z'));
      b.append(make.label('r1', 'B'));
      b.append(make.label('r2', 'Z'));
      b.append(make.note('r1', 'sure'));
      a.undo(make.stamp());
      assert.deepEqual(labelsOf(a), { r1: 'B', r2: 'Z' });
      a.undo(make.stamp());
      assert.deepEqual(labelsOf(a), { r1: 'B', r2: 'Z' });
      b.undo(make.stamp());
      b.undo(make.stamp());
      b.undo(make.stamp());
      assert.deepEqual(labelsOf(a), {});
      a.redo(make.stamp());
      assert.deepEqual(labelsOf(b), { r1: 'A' });
      a.close();
      b.close();
    });

    for (const seed of [1, 2, 3]) {
      it(`the view equals the journal over 200 random actions of three windows (seed ${seed})`, () => {
        const rng = new Rng(seed);
        const open = family();
        const reader = open();
        const windows = ['a', 'b', 'c'].map(open);
        let opened = 0;
        for (let i = 0; i < 200; i++) {
          const at = rng.integer(windows.length);
          const window = windows[at]!;
          const dice = rng.integer(20);
          if (dice < 10) window.append(make.randomStep(rng));
          else if (dice < 15) {
            const next = window.nextUndo();
            const own = next?.events[0]!.window === window.window;
            const openNow = windows.map((one) => one.window);
            if (next && !own) assert.ok(!openNow.includes(next.events[0]!.window));
            assert.equal(window.undo(make.stamp())?.step, next?.step);
          } else if (dice < 19) {
            const can = window.canRedo();
            assert.equal(window.redo(make.stamp()) !== undefined, can);
          } else {
            window.close();
            windows[at] = open(`w${++opened}`);
          }
          if (i % 10 > 0) continue;
          const journal = [...reader.journal()];
          const fold = [...foldAnswers(Timeline.inEffect(journal)).values()];
          assert.deepEqual(
            windows[0]!.answers(),
            fold.sort((x, y) => x.seq - y.seq),
          );
        }
        const states = () => [
          reader.answers(),
          ...windows.map((one) => [one.nextUndo(), one.nextRedo(), one.undoSize()]),
        ];
        const end = states();
        reader.rebuildView();
        assert.deepEqual(states(), end);
        for (const one of [...windows, reader]) one.close();
      });
    }
  });
}

describe('B4 both stores', () => {
  it('agree over 400 random actions of three windows', () => {
    const [memory, sqlite] = families.map(([, family]) => family());
    const rng = new Rng(12);
    const pairs = ['a', 'b', undefined].map(
      (window) => [memory!(window), sqlite!(window)] as const,
    );
    for (let i = 0; i < 400; i++) {
      const dice = rng.integer(10);
      const step = make.randomStep(rng);
      const stamp = make.stamp();
      const act = (store: WritableStore) => {
        if (dice < 5) return store.append(step);
        const done = dice < 8 ? store.undo(stamp) : store.redo(stamp);
        return done && { ...done, records: [...done.records].sort() };
      };
      const [one, other] = pairs[rng.integer(12) === 0 ? 2 : rng.integer(2)]!;
      assert.deepEqual(act(other), act(one));
      assert.deepEqual(other.undoIsFar(), one.undoIsFar());
    }
    const [one, other] = pairs[0]!;
    assert.deepEqual(other.answers(), one.answers());
    for (const pair of pairs) for (const store of pair) store.close();
  });
});
