// A small file is planned while the panel takes answers; answers given since the plan are decided again.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { UserError } from '../../../src/core/errors.ts';
import type { ImportRequest } from '../../../src/core/interchange/answersPlan.ts';
import { WriteQueue } from '../../../src/core/loop/journal/writeQueue.ts';
import { recordIdOf, type RecordId } from '../../../src/core/record.ts';
import { importAnswers, planImport, type ImportInto } from '../../../src/host/importFile.ts';
import { jsonLines } from '../../harness/topics.ts';
import { setUp, twoTopics, type Bench } from '../../unit/loop/loopFixture.ts';

const records = twoTopics(40);
const names = ['refund', 'delivery'];
const otherLabel = (label: string): string => names.find((name) => name !== label)!;

/** A window of the bench's project, for imports. */
function windowOf(
  bench: Bench,
  folder: string,
  { learner = bench.learner, writeQueue }: Partial<Pick<ImportInto, 'learner' | 'writeQueue'>> = {},
): ImportInto {
  const { store, engine } = bench;
  return {
    store,
    engine: engine.remote,
    task: 'single',
    stamp: () => ({ id: 'import', at: 5, annotator: 'ada' }),
    learner,
    writeQueue: writeQueue ?? new WriteQueue(store, () => Promise.resolve()),
    path: join(folder, 'test.marginalia.json'),
    annotator: 'ada',
    window: 'mine',
    cliModule: 'not used',
  };
}

const requestOf = (file: string, more: Partial<ImportRequest> = {}): ImportRequest => ({
  file,
  rules: { names: new Map(), empty: 'unlabelled' },
  as: 'annotations',
  createLabels: false,
  replace: false,
  ...more,
});

describe('an answer between plan and import', () => {
  let folder: string;
  let bench: Bench;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'marginalia-import-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /**
   * Imports a label for every record. Between plan and import the record on screen is answered with the same
   * or another label.
   */
  async function race(
    more: Partial<ImportRequest>,
    answer: 'same' | 'other',
    row: (record: (typeof records)[number]) => object = ({ text, label }) => ({ text, label }),
  ) {
    bench = setUp({ records });
    await bench.learner.start();
    const file = join(folder, 'bob.jsonl');
    writeFileSync(file, jsonLines(records.map(row)));
    const { learner, store, truth } = bench;
    let answered: RecordId | undefined;
    const into = windowOf(bench, folder, {
      learner: {
        view: learner.view,
        onChange: (listener) => learner.onChange(listener),
        followImport: () => learner.followImport(),
        undoImport: (step) => learner.undoImport(step),
        imports: () => learner.imports(),
        async importAnswers(decide) {
          const { ahead } = await bench.until((view) => view.ahead.length > 0);
          const label = truth.get(ahead[0]!.record.id)!;
          const given = answer === 'same' ? label : otherLabel(label);
          answered = await bench.answer({ kind: 'label', label: given });
          await learner.importAnswers(decide);
        },
      },
    });
    const { counts, step } = await importAnswers(requestOf(file, more), { labels: names }, into);
    return { counts, step, id: answered!, store };
  }

  test('is not replaced by a different one of the file', async () => {
    const { counts, id, store } = await race({}, 'other');
    assert.equal(store.answer(id)?.label, otherLabel(bench.truth.get(id)!));
    assert.deepEqual(
      store.conflicts().map(({ recordId }) => recordId),
      [id],
    );
    assert.deepEqual([counts.answers, counts.conflicts], [39, 1]);
    await bench.close();
  });

  test('is not written twice if the file says the same', async () => {
    const { counts, id, store, step } = await race({}, 'same');
    assert.deepEqual([counts.answers, counts.alreadySo], [39, 1]);
    assert.equal(store.answer(id)?.importedFrom, undefined, 'it stays the annotator’s own');
    assert.equal(await bench.learner.undoImport(step!), true);
    assert.deepEqual(
      store.answers().map(({ recordId }) => recordId),
      [id],
      'and outlives the import',
    );
    await bench.close();
  });

  test('is found by its id in a file without texts, and an unknown id is reported', async () => {
    const { counts, store } = await race({}, 'same', ({ text, label }) => ({
      id: text === records[7]!.text ? 'nobody' : recordIdOf(text),
      label,
    }));
    assert.deepEqual([counts.answers + counts.alreadySo, counts.notInPool], [39, 1]);
    assert.deepEqual(counts.unplaced, [
      { line: 8, problem: { code: 'import.unknownId', params: { id: 'nobody' } } },
    ]);
    for (const { text, label } of records.filter((_, i) => i !== 7)) {
      assert.equal(store.answer(recordIdOf(text))?.label, label);
    }
    await bench.close();
  });

  test('is replaced on request', async () => {
    const { counts, id, store } = await race({ replace: true }, 'other');
    assert.equal(store.answer(id)?.label, bench.truth.get(id)!);
    assert.deepEqual([counts.answers, counts.replaced], [40, 1]);
    await bench.close();
  });
});

describe('a small file with thousands of answers', () => {
  const many = Array.from({ length: 2300 }, (_, row) => {
    return { text: `r${row}`, label: names[row % 2]! };
  });

  test('is written in parts, with answers in between, and is one step', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'marginalia-import-'));
    const bench = setUp({ records: many });
    const { learner, store } = bench;
    await learner.start();
    const file = join(folder, 'bob.jsonl');
    writeFileSync(file, jsonLines(many));
    const sizes: number[] = [];
    let own: RecordId | undefined;
    const answerOne = async (): Promise<void> => {
      own = learner.view.ahead[0]!.record.id;
      await bench.answer({ kind: 'label', label: otherLabel(bench.truth.get(own)!) });
    };
    let answering: Promise<void> | undefined;
    const writeQueue = new WriteQueue(
      new Proxy(store, {
        get: (target, name) => {
          const value = Reflect.get(target, name, target) as unknown;
          if (typeof value !== 'function') return value;
          if (name !== 'appendPart' && name !== 'completeStep')
            return value.bind(target) as unknown;
          return (step: unknown, events: readonly unknown[], by: unknown) => {
            sizes.push(events.length);
            // Answers as soon as the part is written.
            answering ??= Promise.resolve().then(answerOne);
            return value.call(target, step, events, by) as unknown;
          };
        },
      }),
      async () => Promise.resolve(),
    );
    const into = windowOf(bench, folder, { writeQueue });
    const { counts, step } = await importAnswers(requestOf(file), { labels: names }, into);
    await answering;
    assert.ok(sizes.length >= 3, `${sizes.length} transactions`);
    assert.ok(sizes.every((size) => size <= 1000));
    assert.ok(own !== undefined, 'answered between two of them');
    assert.deepEqual([counts.answers, counts.conflicts], [2299, 1]);
    assert.equal(store.answer(own)?.label, otherLabel(bench.truth.get(own)!));
    assert.equal(learner.imports()[0]?.step, step);
    assert.equal(await learner.undoImport(step!), true);
    assert.deepEqual(
      store.answers().map(({ recordId }) => recordId),
      [own],
    );
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('a field that seems to hold several labels', () => {
  const rows = records.map(({ text }, row) => {
    return { text, label: ['refund', 'delivery', 'refund,delivery'][row % 3]! };
  });

  test('is asked about in a project of several labels, and split as chosen', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'marginalia-import-'));
    const bench = setUp({ records, project: { task: 'multi' } });
    const { learner } = bench;
    await learner.start();
    const file = join(folder, 'bob.jsonl');
    writeFileSync(file, jsonLines(rows));
    const into: ImportInto = { ...windowOf(bench, folder), task: 'multi' };
    const plan = (separator?: string) => {
      const said = separator === undefined ? {} : { separator };
      const rules = { names: new Map<string, string>(), empty: 'unlabelled' as const, ...said };
      return planImport(requestOf(file, { rules }), { labels: names }, into);
    };
    await assert.rejects(plan(), (error: UserError) => {
      assert.deepEqual(error.problem, {
        code: 'interchange.joinedLabels',
        params: { file: 'bob.jsonl', separator: ',' },
      });
      return true;
    });
    const { answers, unknownLabels } = await plan(',');
    assert.deepEqual([answers, unknownLabels], [40, []]);
    const whole = await plan('none');
    assert.deepEqual(
      whole.unknownLabels.map(({ label }) => label),
      ['refund,delivery'],
    );
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is asked about in any of several files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'marginalia-import-'));
    const bench = setUp({ records, project: { task: 'multi' } });
    await bench.learner.start();
    const [first, second] = ['prodigy.jsonl', 'bob.jsonl'].map((name) => join(folder, name));
    const options = names.map((id) => ({ id, text: id }));
    const [{ text }] = records as [(typeof records)[number]];
    writeFileSync(first!, jsonLines([{ text, options, accept: ['refund'], answer: 'accept' }]));
    writeFileSync(second!, jsonLines(rows));
    const request = requestOf(first!, { more: [second!] });
    const into: ImportInto = { ...windowOf(bench, folder), task: 'multi' };
    await assert.rejects(planImport(request, { labels: names }, into), (error: UserError) => {
      assert.equal(error.problem.code, 'interchange.joinedLabels');
      return true;
    });
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
