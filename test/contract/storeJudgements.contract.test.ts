import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rng } from '../../src/core/rng.ts';
import type { NewEvent } from '../../src/core/store/events.ts';
import { foldAnswers } from '../../src/core/store/fold.ts';
import { Timeline } from '../../src/core/store/timeline.ts';
import { inTextOrder, tasks, type Task } from '../../src/core/task/judgement.ts';
import { canonical, viewOf, Reference } from './judgementReference.ts';
import * as make from './storeFixtures.ts';
import { families, stores, withNew } from './storesUnderTest.ts';

const text = 'abcdefgh';

for (const [name, open] of stores) {
  describe(`${name}: judgements`, () => {
    it(
      'a whole answer replaces a judgement, and a partial one changes its labels only',
      withNew(open, (store) => {
        store.append(make.labels('r', ['A'], ['A', 'B']));
        store.append(make.note('r', 'why'));
        store.append({
          ...make.labels('r', [], ['A', 'B', 'C'], ['A', 'C']),
          ask: { kind: 'manual' },
        });
        const { kind, labels, note } = store.answer('r')!;
        assert.deepEqual([kind, note], ['labels', 'why']);
        assert.deepEqual([...labels!].sort(), [
          ['A', false],
          ['B', false],
          ['C', false],
        ]);
        store.append(make.labels('r', ['C'], ['C']));
        assert.deepEqual([...store.answer('r')!.labels!], [['C', true]]);
      }),
    );

    it(
      'a partial judgement leaves a record unanswered, and a skipped one skipped',
      withNew(open, (store) => {
        store.append(make.labels('new', ['A'], ['A', 'B'], ['A']));
        store.append(make.skip('skipped'));
        store.append(make.labels('skipped', [], ['A', 'B'], ['B']));
        assert.deepEqual(
          store.answers().map(({ recordId, kind, labels }) => [recordId, kind, [...labels!]]),
          [
            ['new', 'none', [['A', true]]],
            ['skipped', 'skip', [['B', false]]],
          ],
        );
        const { labelled, skipped, byLabel } = store.counts();
        assert.deepEqual([labelled, skipped, [...byLabel]], [0, 1, [['A', 1]]]);
        assert.deepEqual(
          store.recent(5).map(({ recordId }) => recordId),
          ['skipped'],
        );
      }),
    );

    it(
      'counts labels that apply, those of the hold-out apart',
      withNew(open, (store) => {
        store.append(make.labels('a', ['A', 'B'], ['A', 'B', 'C']));
        store.append(make.labels('b', ['A'], ['A', 'B', 'C']));
        store.append(make.labels('c', [], ['A', 'B', 'C']));
        store.setHoldout({ members: [{ recordId: 'b', multiplicity: 1 }], seed: 1, at: 1 });
        // A partial judgement and a skip.
        store.append(make.labels('d', [], ['A', 'B', 'C'], ['A']));
        store.append(make.skip('e'));
        const { labelled, none, byLabel, trainingByLabel, holdoutAnswered } = store.counts();
        assert.deepEqual([labelled, none, holdoutAnswered], [3, 1, 1]);
        assert.deepEqual([...byLabel].sort(), [
          ['A', 2],
          ['B', 1],
        ]);
        assert.deepEqual([...trainingByLabel].sort(), [
          ['A', 1],
          ['B', 1],
        ]);
      }),
    );

    it(
      'spans keep their text and the labels that were looked for',
      withNew(open, (store) => {
        const spans = [
          { start: 4, end: 6, label: 'B', text: 'ef' },
          { start: 0, end: 2, label: 'A', text: 'ab' },
        ];
        const [event] = store.append({
          ...make.stamp(),
          kind: 'spans',
          recordId: 'r',
          spans,
          of: ['A', 'B'],
        });
        const answer = store.answer('r')!;
        assert.deepEqual(answer.spans, inTextOrder(spans));
        assert.deepEqual(answer.of, ['A', 'B']);
        assert.deepEqual([...store.journal()], [event]);
        store.append(make.deletion('A'));
        assert.deepEqual(store.answer('r')!.spans, [spans[0]]);
        store.append(make.deletion('B'));
        assert.equal(store.answer('r'), undefined);
      }),
    );

    it(
      'an import keeps whether the record as a whole is answered or skipped',
      withNew(open, (store) => {
        const given = { ...make.stamp(), kind: 'import', from: 'a file', of: ['A', 'B'] } as const;
        store.append({ ...given, id: '1', recordId: 'whole', yes: ['A'] });
        store.append({ ...given, id: '2', recordId: 'part', yes: ['B'], whole: 'unanswered' });
        store.append({ ...given, id: '3', recordId: 'skipped', yes: [], whole: 'skipped' });
        assert.deepEqual(
          store.answers().map(({ kind }) => kind),
          ['labels', 'none', 'skip'],
        );
      }),
    );

    it(
      'refuses judgements that contradict themselves',
      withNew(open, (store) => {
        for (const [yes, of, judged] of [
          [['A'], []],
          [['B'], ['A']],
          [['A'], ['B', 'A']],
          [[], ['A', 'A']],
          [['A'], ['A', 'B'], ['B']],
          [[], ['A'], ['B']],
          [[], ['A'], []],
          [[''], ['']],
        ] satisfies [string[], string[], string[]?][]) {
          assert.throws(() => store.append(make.labels('r', yes, of, judged)), RangeError);
        }
        const spans = [{ start: 2, end: 2, label: 'A', text: '' }];
        const bad: NewEvent = { ...make.stamp(), kind: 'spans', recordId: 'r', spans, of: ['A'] };
        assert.throws(() => store.append(bad), RangeError);
        assert.equal(store.lastSeq(), 0);
      }),
    );
  });
}

describe('label sets over judgements', () => {
  const after = (
    yes: string[],
    of: string[],
    ...changes: NewEvent[]
  ): Record<string, boolean> | undefined => {
    const events = [make.labels('r', yes, of), ...changes];
    const placed = events.map((event, i) => ({ ...event, seq: i + 1, step: i + 1 }) as never);
    const answer = foldAnswers(placed).get('r');
    return answer && Object.fromEntries(answer.labels!);
  };

  it('a merged label is yes if any part is, no if all are, else unknown', () => {
    assert.deepEqual(after(['A'], ['A', 'B'], make.merge(['A', 'B'], 'C')), { C: true });
    assert.deepEqual(after([], ['A', 'B'], make.merge(['A', 'B'], 'C')), { C: false });
    assert.deepEqual(after(['D'], ['B', 'D'], make.merge(['A', 'B'], 'C')), { D: true });
    assert.deepEqual(after(['D'], ['B', 'D'], make.merge(['A'], 'B')), { D: true });
    assert.deepEqual(after([], ['A', 'B'], make.merge(['A'], 'B')), { B: false });
  });

  it('a split keeps a yes under the old label and passes a no on to the new ones', () => {
    assert.deepEqual(after(['A'], ['A', 'B'], make.split('A', ['C', 'D'])), { A: true, B: false });
    assert.deepEqual(after(['B'], ['A', 'B'], make.split('A', ['C', 'D'])), {
      B: true,
      C: false,
      D: false,
    });
  });

  it('a deletion of the last yes leaves the record unanswered, never "none"', () => {
    assert.deepEqual(after(['A', 'B'], ['A', 'B', 'C'], make.deletion('A')), { B: true, C: false });
    assert.equal(after(['A'], ['A', 'B'], make.deletion('A')), undefined);
    assert.deepEqual(after([], ['A', 'B'], make.deletion('A')), { B: false });
    assert.equal(after([], ['A'], make.deletion('A')), undefined);
  });
});

for (const [name, family] of families) {
  for (const task of tasks) {
    it(`${name}: 1,000 random sequences of the task ${task} in two windows agree with a plain model`, () => {
      const rng = new Rng(tasks.indexOf(task) + 1);
      for (let round = 0; round < 10; round++) {
        const open = family();
        const windows = [open('a'), open('b')];
        const reference = new Reference();
        const steps: number[] = [];
        for (let sequence = 0; sequence < 100; sequence++) {
          for (let i = 0; i < 4; i++)
            act(windows[rng.integer(2)]!, { reference, steps }, task, rng);
          const answers = windows[0]!.answers();
          assert.deepEqual(canonical(viewOf(answers)), canonical(reference.view()));
          const open = windows[0]!.conflicts();
          const found = open.map(({ recordId, candidates }) => [
            recordId,
            [...new Set(candidates.map(({ from }) => from))],
          ]);
          assert.deepEqual(Object.fromEntries(found), reference.conflicts());
          assert.equal(windows[1]!.conflictCount(), open.length);
          if (sequence % 20 > 0) continue;
          const fold = foldAnswers(Timeline.inEffect([...windows[1]!.journal()]));
          assert.deepEqual(new Map(answers.map((answer) => [answer.recordId, answer])), fold);
        }
        const before = [windows[0]!.answers(), windows[0]!.conflicts()];
        windows[0]!.rebuildView();
        assert.deepEqual([windows[0]!.answers(), windows[0]!.conflicts()], before);
        for (const window of windows) window.close();
      }
    });
  }
}

function act(
  window: ReturnType<ReturnType<(typeof families)[number][1]>>,
  { reference, steps }: { readonly reference: Reference; readonly steps: number[] },
  task: Task,
  rng: Rng,
): void {
  const dice = rng.integer(10);
  const by = window.window!;
  if (dice < 7) {
    const step = Array.from({ length: 1 + rng.integer(2) }, () => randomEvent(task, rng));
    steps.push(window.append(step)[0]!.step);
    reference.append(by, step);
  } else if (dice < 9) {
    window.undo(make.stamp());
    reference.undo(by);
  } else if (rng.integer(2) === 0) {
    window.redo(make.stamp());
    reference.redo(by);
  } else if (steps.length > 0) {
    const place = steps.length - 1 - rng.integer(Math.min(steps.length, 6));
    try {
      window.undoStep(steps[place]!, make.stamp());
    } catch (error) {
      assert.ok(error instanceof RangeError, 'only a change of the label set is refused');
      return;
    }
    reference.undoStep(by, place);
  }
}

function randomEvent(task: Task, rng: Rng): NewEvent {
  const record = `r${rng.integer(5)}`;
  const names = ['A', 'B', 'C', 'D', 'E'];
  const name = (): string => names[rng.integer(names.length)]!;
  const some = (from: readonly string[]): string[] => from.filter(() => rng.integer(2) === 0);
  switch (rng.integer(16)) {
    case 0:
      return make.skip(record);
    case 1:
      return make.clear(record);
    case 2:
      return make.flag(record, rng.integer(2) === 0 ? 'flag' : 'unflag');
    case 3:
      return make.note(record, rng.integer(2) === 0 ? '' : 'note');
    case 4:
      return make.rename(name(), name());
    case 5:
      return make.merge([name(), name()], name());
    case 6:
      return make.deletion(name());
    case 7:
      return make.split(name(), [name(), name()]);
    case 8:
    case 9:
      return make.conflict(record, [{ skipped: true }, { label: name() }]);
    default:
      break;
  }
  if (task === 'single') return make.label(record, name());
  const of = [...new Set([name(), ...some(names)])].sort();
  if (task === 'multi') {
    if (rng.integer(2) === 0) return make.labels(record, some(of), of);
    const judged = [...new Set([of[rng.integer(of.length)]!, ...some(of)])];
    return make.labels(record, some(judged), of, judged);
  }
  const spans = Array.from({ length: rng.integer(3) }, () => {
    const start = rng.integer(text.length - 1);
    const end = start + 1 + rng.integer(text.length - start);
    const label = of[rng.integer(of.length)]!;
    return { start, end, label, text: text.slice(start, end) };
  });
  return { ...make.stamp(), kind: 'spans', recordId: record, spans, of };
}
