// Random imports change no answer of the project, whatever the task.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serialiseMirror } from '../../support/serialiseMirror.ts';
import { trainingSet } from '../../../src/core/loop/training/trainingSet.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';
import type { NewEvent } from '../../../src/core/store/events.ts';
import { judgeAll, tasks, type Task } from '../../../src/core/task/judgement.ts';
import { importRows, labels, newStore, pool, type Row, said, stamp } from './importedRows.ts';

for (const task of tasks) {
  test(`${task}: 300 random imports change no answer, and undo restores view and mirror`, async () => {
    const rng = new Rng(20 + tasks.indexOf(task));
    for (let round = 0; round < 30; round++) {
      const store = newStore();
      for (let i = 0; i < 10; i++) {
        for (let n = rng.integer(4); n > 0; n--) store.append(randomAnswer(task, rng));
        const before = { answers: store.answers(), conflicts: store.conflicts() };
        const mirror = serialiseMirror(before.answers);
        const held = pool.slice(0, 2).map(recordIdOf);
        const training = trainingSet(
          before.answers,
          { labels, task: task === 'spans' ? 'single' : task },
          new Set(held),
        );
        const rows = Array.from({ length: rng.integer(9) }, () => randomRow(task, rng));
        const { step, counts } = await importRows(store, rows, { task, held });
        for (const answer of before.answers) {
          if (answer.kind !== 'none')
            assert.deepEqual(said(store.answer(answer.recordId)), said(answer));
        }
        const covered = counts.rows - counts.unlabelled - counts.notInPool;
        assert.ok(counts.answers + counts.alreadySo + counts.conflicts + counts.remarks <= covered);
        for (const { recordId, importedFrom, ask } of store.answers()) {
          const isNew =
            importedFrom !== undefined && !before.answers.some((one) => one.recordId === recordId);
          if (isNew) assert.ok(ask === undefined || ask.elsewhere, 'it counts as not asked here');
        }
        if (step === 0) {
          assert.deepEqual(store.answers(), before.answers);
          continue;
        }
        if (rng.integer(3) === 0) continue;
        store.undoStep(step, stamp());
        assert.deepEqual(store.answers(), before.answers);
        assert.deepEqual(store.conflicts(), before.conflicts);
        assert.equal(serialiseMirror(store.answers()), mirror);
        const after = trainingSet(
          store.answers(),
          { labels, task: task === 'spans' ? 'single' : task },
          new Set(held),
        );
        assert.deepEqual(after, training);
      }
    }
  });
}

function randomRow(task: Task, rng: Rng): Row {
  const text = rng.integer(8) === 0 ? 'elsewhere' : pool[rng.integer(pool.length)]!;
  const kind = rng.integer(8);
  return {
    text,
    ...(kind === 0
      ? { skipped: true }
      : kind > 1 && { judgement: randomJudgement(task, text, rng) }),
    ...(rng.integer(3) > 0 && { annotator: ['bob', 'eve'][rng.integer(2)]! }),
    ...(rng.integer(3) > 0 && { at: rng.integer(9000) }),
    ...(rng.integer(5) === 0 && { flagged: true }),
    ...(rng.integer(5) === 0 && { note: 'noted' }),
    ...(rng.integer(4) === 0 && { origin: { ask: ['holdout', 'query'][rng.integer(2)]! } }),
  };
}

function randomJudgement(task: Task, text: string, rng: Rng): NonNullable<Row['judgement']> {
  const all = [...labels, 'Z'];
  const label = all[rng.integer(all.length)]!;
  if (task === 'single') return { task, label };
  const of = all.filter((name) => name === label || rng.integer(3) > 0);
  if (task === 'multi')
    return judgeAll(
      of.filter(() => rng.integer(2) === 0),
      of,
    );
  const end = 1 + rng.integer(text.length);
  const spans = [{ start: 0, end, label, text: text.slice(0, end) }];
  return { task, spans: rng.integer(4) === 0 ? [] : spans, of };
}

function randomAnswer(task: Task, rng: Rng): NewEvent {
  const text = pool[rng.integer(pool.length)]!;
  const on = { ...stamp(), recordId: recordIdOf(text) };
  switch (rng.integer(8)) {
    case 0:
      return { ...on, kind: 'skip' };
    case 1:
      return { ...on, kind: 'clear' };
    case 2:
      return { ...on, kind: 'note', note: 'mine' };
    default:
      break;
  }
  if (task === 'single') return { ...on, kind: 'label', label: labels[rng.integer(3)]! };
  if (task === 'multi') {
    const yes = labels.filter(() => rng.integer(2) === 0);
    return { ...on, kind: 'labels', yes, of: labels };
  }
  const spans = [{ start: 0, end: 2, label: labels[rng.integer(3)]!, text: text.slice(0, 2) }];
  return { ...on, kind: 'spans', spans, of: labels };
}
