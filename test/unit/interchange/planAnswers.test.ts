// What an import does to a project, row by row; and that it never changes what was answered there.
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { AnswersPlan, ImportCounts } from '../../../src/core/interchange/answersPlan.ts';
import type { ExchangeRow } from '../../../src/core/interchange/formats/exchangeRow.ts';
import { Tally } from '../../../src/core/interchange/formats/tally.ts';
import { serialiseMirror } from '../../../src/core/interchange/mirror.ts';
import { planAnswers } from '../../../src/core/interchange/planAnswers.ts';
import { trainingSet } from '../../../src/core/loop/training/trainingSet.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';
import type { NewEvent, Stamp } from '../../../src/core/store/events.ts';
import type { StoredAnswer, WritableStore } from '../../../src/core/store/store.ts';
import { judgeAll, tasks, type Task } from '../../../src/core/task/judgement.ts';
import { MemoryStore } from '../../support/memoryStore.ts';

const pool = ['one', 'two', 'three', 'four', 'five', 'six'];
const [one, two, three] = pool.map(recordIdOf) as [string, string, string];
const labels = ['A', 'B', 'C'];

interface Options {
  readonly task?: Task;
  readonly replace?: boolean;
  readonly as?: 'annotations' | 'suggestions';
  readonly annotator?: string;
  readonly held?: readonly string[];
}

type Row = Omit<ExchangeRow, 'line'>;

async function plan(
  store: WritableStore,
  rows: readonly Row[],
  { task = 'single', replace = false, as = 'annotations', annotator, held = [] }: Options = {},
): Promise<AnswersPlan> {
  const records = new Set(pool.map(recordIdOf));
  const tally = new Tally();
  const read = async function* (): AsyncGenerator<ExchangeRow> {
    for (const [i, row] of rows.entries()) {
      const numbered = { ...row, line: i + 1 };
      tally.take(numbered);
      yield await Promise.resolve(numbered);
    }
  };
  const target = {
    task,
    labels,
    holds: (id: string) => records.has(id),
    recordOf: (id: string) => (/^S[0-5]$/.test(id) ? recordIdOf(pool[Number(id[1])]!) : undefined),
    answer: (id: string) => store.answer(id),
    isHeldOut: (id: string) => held.includes(id),
    conflicts: new Map(store.conflicts().map((one) => [one.recordId, one])),
  };
  const request = { as, replace, ...(annotator !== undefined && { annotator }) };
  return planAnswers(read(), target, { tally, request });
}

let imports = 0;

/** Imports rows; returns the step, 0 if nothing was imported, and what was counted. */
async function importRows(
  store: WritableStore,
  rows: readonly Row[],
  options: Options = {},
): Promise<{ readonly step: number; readonly counts: ImportCounts }> {
  const { events, counts } = await plan(store, rows, options);
  const made = [...events({ id: `import-${imports++}`, at: 1000, annotator: 'me' }, 'other.jsonl')];
  return { step: made.length > 0 ? store.append(made)[0]!.step : 0, counts };
}

function newStore(): MemoryStore {
  return new MemoryStore({ project: 'p', identityVersion: 1 });
}

let ids = 0;
const stamp = (annotator = 'me'): Stamp => ({ id: `own-${ids++}`, at: 2000 + ids, annotator });
const own = (recordId: string, label: string): NewEvent => ({
  ...stamp(),
  kind: 'label',
  recordId,
  label,
});
const row = (text: string, label: string, more: Partial<Row> = {}): Row => ({
  text,
  judgement: { task: 'single', label },
  ...more,
});

/** The counts that are not zero. */
function some(counts: ImportCounts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(counts).filter(([, n]) => (Array.isArray(n) ? n.length > 0 : n !== 0)),
  );
}

describe('rows and records', () => {
  it('are matched by text, then by id; the others are counted', async () => {
    const store = newStore();
    const rows = [
      row('  one ', 'A', { id: 'S5' }),
      row('two, corrected', 'B', { id: 'S1' }),
      row('seven', 'C', { id: 'S9' }),
    ];
    const { counts } = await importRows(store, rows);
    assert.deepEqual(some(counts), { rows: 3, answers: 2, notInPool: 1 });
    assert.deepEqual([store.answer(one)?.label, store.answer(one)?.sourceId], ['A', undefined]);
    assert.deepEqual([store.answer(two)?.label, store.answer(two)?.sourceId], ['B', 'S1']);
  });

  it('keep author and time, and get those of the import if the file has none', async () => {
    const store = newStore();
    const rows = [row('one', 'A', { at: 5, annotator: 'bob' }), row('two', 'B', { note: 'why' })];
    await importRows(store, rows, { annotator: 'eve' });
    const [first, second] = [store.answer(one)!, store.answer(two)!];
    assert.deepEqual([first.at, first.annotator, first.importedFrom], [5, 'bob', 'other.jsonl']);
    assert.deepEqual([second.at, second.annotator, second.note], [1000, 'eve', 'why']);
  });

  it('bring skips, flags and notes', async () => {
    const store = newStore();
    const rows: Row[] = [
      { text: 'one', skipped: true, annotator: 'bob', at: 5 },
      { text: 'two', flagged: true, note: 'look', annotator: 'bob', at: 6 },
      { text: 'three' },
    ];
    const { counts } = await importRows(store, rows);
    assert.deepEqual(some(counts), { rows: 3, answers: 1, skipped: 1, remarks: 1, unlabelled: 1 });
    assert.equal(store.answer(one)?.kind, 'skip');
    const { kind, flagged, note, annotator, at } = store.answer(two)!;
    assert.deepEqual([kind, flagged, note, annotator, at], ['none', true, 'look', 'bob', 6]);
  });

  it('with unknown labels are left out and counted', async () => {
    const store = newStore();
    const { counts } = await importRows(store, [
      row('one', 'Z'),
      row('two', 'Z'),
      row('three', 'Y'),
      row('four', ' A'),
    ]);
    const { leftOut, answers, unknownLabels } = counts;
    assert.deepEqual([leftOut, answers], [3, 1]);
    assert.deepEqual(unknownLabels, [
      { label: 'Z', count: 2 },
      { label: 'Y', count: 1 },
    ]);
    const several = [{ text: 'five', judgement: judgeAll(['A', 'Z'], ['A', 'B', 'Z']) }];
    await importRows(store, several, { task: 'multi' });
    assert.deepEqual(
      [...store.answer(recordIdOf('five'))!.labels!],
      [
        ['A', true],
        ['B', false],
      ],
    );
  });
});

describe('several rows of one record', () => {
  it('that are equal are one answer, the latest', async () => {
    const store = newStore();
    const { counts } = await importRows(store, [
      row('one', 'A', { annotator: 'bob', at: 9 }),
      row('one', 'A', { annotator: 'eve', at: 5 }),
      row('one', 'A'),
    ]);
    assert.deepEqual(some(counts), { rows: 3, answers: 1, merged: 2 });
    assert.equal(store.answer(one)?.annotator, 'bob');
  });

  it('of one annotator count as the latest, and one without a time loses', async () => {
    const store = newStore();
    const by = { annotator: 'bob' };
    await importRows(store, [
      row('one', 'A', { ...by, at: 9 }),
      row('one', 'B', { ...by, at: 5 }),
      row('one', 'C', by),
      row('two', 'A', by),
      row('two', 'B', by),
    ]);
    assert.deepEqual([store.answer(one)?.label, store.answer(two)?.label], ['A', 'B']);
  });

  it('that differ are a conflict, whoever gave them', async () => {
    const store = newStore();
    const { counts } = await importRows(store, [
      row('one', 'A', { annotator: 'bob', at: 9, note: 'sure' }),
      row('one', 'B', { annotator: 'eve' }),
      row('two', 'A'),
      row('two', 'B'),
      { text: 'three', skipped: true, annotator: 'bob' },
      row('three', 'B', { annotator: 'eve' }),
    ]);
    assert.deepEqual([counts.conflicts, counts.answers], [3, 0]);
    const from = 'other.jsonl';
    assert.deepEqual(store.conflicts()[0], {
      recordId: one,
      candidates: [
        { label: 'A', annotator: 'bob', at: 9, note: 'sure', from },
        { label: 'B', annotator: 'eve', from },
      ],
      seq: 1,
    });
    assert.equal(store.answer(one)?.kind, 'none');
  });

  it('that judge different labels, such as binary ones, are one judgement', async () => {
    const store = newStore();
    const judged = (label: string, applies: boolean) => ({
      text: 'one',
      judgement: { task: 'multi', labels: new Map([[label, applies]]) } as const,
    });
    const multi = { task: 'multi' } as const;
    await importRows(store, [judged('A', true), judged('B', false)], multi);
    assert.deepEqual(Object.fromEntries(store.answer(one)!.labels!), { A: true, B: false });
    const { counts } = await importRows(
      newStore(),
      [judged('A', true), judged('B', false), judged('A', false)],
      multi,
    );
    assert.equal(counts.conflicts, 1);
  });
});

describe('answers of the project', () => {
  it('stay: equal ones are already so, different ones a conflict', async () => {
    const store = newStore();
    store.append([own(one, 'A')]);
    store.append([own(two, 'A')]);
    const before = [store.answer(one), store.answer(two)];
    const { counts } = await importRows(store, [
      row('one', 'A', { annotator: 'bob', at: 9e12 }),
      row('two', 'B', { annotator: 'bob', at: 9e12 }),
    ]);
    assert.deepEqual(some(counts), { rows: 2, alreadySo: 1, conflicts: 1 });
    assert.deepEqual([store.answer(one), store.answer(two)], before);
    assert.equal(store.conflicts()[0]!.recordId, two);
  });

  it('are replaced on request, and come back with undo', async () => {
    const store = newStore();
    store.append([own(one, 'A')]);
    const before = store.answers();
    const asked = await plan(store, [row('one', 'B')], { replace: true });
    assert.deepEqual([asked.replaced, asked.counts.replaced], [[one], 1]);
    const { step } = await importRows(store, [row('one', 'B')], { replace: true });
    assert.equal(store.answer(one)?.label, 'B');
    store.undoStep(step, stamp());
    assert.deepEqual(store.answers(), before);
  });

  it('have a conflict once, however often a file is imported', async () => {
    const store = newStore();
    store.append([own(one, 'A')]);
    const rows = [row('one', 'B'), row('two', 'C')];
    await importRows(store, rows);
    const again = await importRows(store, rows);
    assert.deepEqual([again.step, again.counts.conflicts, again.counts.alreadySo], [0, 1, 1]);
    assert.equal(store.conflicts()[0]!.candidates.length, 1);
  });

  it('to some labels of a record are kept beside those of the file, unless they differ', async () => {
    const store = newStore();
    const of = ['A', 'B', 'C'];
    const judge = (recordId: string, yes: string[], judged: string[]): NewEvent => ({
      ...stamp(),
      kind: 'labels',
      recordId,
      yes,
      of,
      judged,
    });
    store.append([judge(one, ['A'], ['A'])]);
    store.append([judge(two, [], ['A'])]);
    const rows = ['one', 'two'].map((text) => ({ text, judgement: judgeAll(['A'], ['A', 'B']) }));
    const { counts } = await importRows(store, rows, { task: 'multi' });
    assert.deepEqual([counts.answers, counts.conflicts], [1, 1]);
    assert.deepEqual(Object.fromEntries(store.answer(one)!.labels!), { A: true, B: false });
    assert.deepEqual(Object.fromEntries(store.answer(two)!.labels!), { A: false });
  });

  it('keep their flags and notes', async () => {
    const store = newStore();
    store.append([{ ...stamp(), kind: 'note', recordId: one, note: 'mine' }]);
    await importRows(store, [row('one', 'A', { note: 'theirs', flagged: true })]);
    const { note, flagged, label } = store.answer(one)!;
    assert.deepEqual([note, flagged, label], ['mine', true, 'A']);
  });
});

describe('the hold-out', () => {
  it('takes only answers that the file calls blind; others are asked again', async () => {
    const store = newStore();
    const rows = [
      row('one', 'A', { origin: { ask: 'holdout', holdout: true } }),
      row('two', 'B', { origin: { ask: 'query', holdout: true } }),
      row('three', 'C'),
    ];
    const { counts } = await importRows(store, rows, { held: [one, two, three] });
    assert.equal(counts.askedAgain, 2);
    assert.equal(store.answer(one)?.ask?.kind, 'holdout');
    assert.equal(store.answer(two)?.ask, undefined);
  });

  it('takes no judgement that leaves labels open', async () => {
    const store = newStore();
    const origin = { ask: 'holdout' };
    const rows = [{ text: 'one', judgement: judgeAll(['A'], ['A', 'B']), origin }];
    const { counts } = await importRows(store, rows, { task: 'multi', held: [one] });
    assert.equal(counts.askedAgain, 1);
  });
});

test('suggestions are no answers: nothing is written', async () => {
  const store = newStore();
  store.append([own(one, 'A')]);
  const { suggestions, counts, events } = await plan(
    store,
    [row('one', 'B'), row('two', 'B'), row('three', 'A'), row('three', 'C')],
    { as: 'suggestions' },
  );
  assert.deepEqual([...suggestions], [[two, { label: 'B' }]]);
  assert.deepEqual([counts.answers, counts.alreadySo, counts.conflicts], [1, 1, 1]);
  assert.deepEqual([...events(stamp(), 'x')], []);
});

test('spans are placed in the normalised text, and left out where the text differs', async () => {
  const store = newStore();
  const spans = (text: string, start: number, id?: string): Row => ({
    text,
    judgement: {
      task: 'spans',
      spans: [{ start, end: start + 3, label: 'A', text: text.slice(start, start + 3) }],
      of: ['A'],
    },
    ...(id !== undefined && { id }),
  });
  const rows = [spans('  one', 2), spans('twofold', 0, 'S1')];
  const { counts } = await importRows(store, rows, { task: 'spans' });
  assert.deepEqual([counts.answers, counts.leftOut], [1, 1]);
  assert.deepEqual(store.answer(one)?.spans, [{ start: 0, end: 3, label: 'A', text: 'one' }]);
});

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

/** Everything about an answer but flag and note, which an import may add where there are none. */
function said(answer: StoredAnswer | undefined): object {
  const { flagged: _, note: __, ...rest } = answer!;
  return rest;
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

test('a plan tells what it does to some records, and its events can be in the order of the ids', async () => {
  const store = newStore();
  store.append([own(two, 'C')]);
  const rows = [row('one', 'B'), row('two', 'B'), row('three', 'A'), row('three', 'A')];
  const { among, events } = await plan(store, rows);
  const counted = ({ counts }: AnswersPlan) => [counts.answers, counts.conflicts, counts.merged];
  assert.deepEqual(counted(among(new Set([one, two]))), [1, 1, 0]);
  assert.deepEqual(counted(among(new Set([three, 'not in the file']))), [1, 0, 1]);
  const recordsOf = (order?: 'ids') =>
    [...events(stamp(), 'x', order)].map((event) => event.kind !== 'schema' && event.recordId);
  assert.deepEqual(recordsOf(), [one, two, three]);
  assert.deepEqual(recordsOf('ids'), [one, two, three].sort());
});
