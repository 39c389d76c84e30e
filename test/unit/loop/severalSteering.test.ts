// Prioritising and revisiting records with several labels each.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LabelsInput } from '../../../src/core/loop/answers/answerInput.ts';
import {
  defaultQuery,
  projectDefaults,
  type ProjectFile,
} from '../../../src/core/projectFile/projectFile.ts';
import { benchMaker, startBench } from './benches.ts';
import { twoTopics, type Bench } from './loopFixture.ts';

const make = benchMaker();

const records = twoTopics(200);
const of = ['money', 'parcel'];
const project: Partial<ProjectFile> = {
  task: 'multi',
  labels: of.map((name) => ({ name })),
  query: { ...defaultQuery('multi'), start: 'random', batch: 10 },
  holdout: { ...projectDefaults.holdout, size: 0, share: 0, blind: 'picks' },
};
const both: LabelsInput = { kind: 'labels', yes: of, of };

async function start(): Promise<Bench> {
  return startBench(make({ records, project }));
}

let answers = 0;

/** Answers the record on screen. @returns its id */
async function give(bench: Bench, answer: LabelsInput | { kind: 'skip' }): Promise<string> {
  await bench.engine.quiet();
  const { ahead } = await bench.until((view) => view.ahead.length > 0);
  const { id: recordId } = ahead[0]!.record;
  await bench.learner.answer({ answerId: `s${answers++}`, recordId, answer, elapsedMs: 900 });
  return recordId;
}

describe('several labels per record', () => {
  it('prioritized records are asked first and take a set, until they are cleared', async () => {
    const bench = await start();
    const { learner, store } = bench;
    const ahead = learner.view.ahead.map(({ record }) => record.id);
    const wanted = [...bench.truth.keys()].filter((id) => !ahead.includes(id)).slice(30, 34);
    const list = wanted.map((id) => ({ id, priority: 1 }));
    assert.equal(await learner.prioritise(list, 'urgent.csv'), 4);
    const ranked = await learner.records.ranked(8);
    assert.deepEqual(
      ranked.map(({ record }) => record.id),
      [...ahead, ...wanted],
    );
    for (let i = 0; i < 5; i++) await give(bench, both);
    const { ask, labels } = store.answer(wanted[0]!)!;
    assert.ok(ask?.kind === 'query' && ask.reason?.kind === 'priority');
    assert.deepEqual(
      [...labels!],
      of.map((name) => [name, true]),
    );
    await learner.clearPriorities();
    assert.equal(learner.view.priorities, undefined);
  });

  it('skipped records are asked again and can be given a label set', async () => {
    const bench = await start();
    const skipped = [await give(bench, { kind: 'skip' }), await give(bench, { kind: 'skip' })];
    await give(bench, both);
    bench.learner.revisit('skipped');
    await bench.until(({ ahead }) => ahead[0]?.revisited === true);
    for (let i = 0; i < 2; i++) assert.ok(skipped.includes(await give(bench, both)));
    await bench.until(({ revisiting }) => revisiting === undefined);
    for (const id of skipped) assert.equal(bench.store.answer(id)?.labels?.get('money'), true);
    assert.equal(bench.learner.view.counts.labelled, 3);
  });

  it('flagged records are shown again with their sets, and keep the flag under another', async () => {
    const bench = await start();
    const given = [await give(bench, both), await give(bench, both), await give(bench, both)];
    await bench.learner.records.annotate([given[1]!], { kind: 'flag', flagged: true });
    bench.learner.revisit('flagged');
    const { ahead } = await bench.until((view) => view.ahead[0]?.revisited === true);
    assert.equal(ahead[0]!.record.id, given[1]);
    await give(bench, { kind: 'labels', yes: ['money'], of });
    const changed = bench.store.answer(given[1]!)!;
    assert.deepEqual([changed.flagged, changed.labels!.get('parcel')], [true, false]);
  });

  it('the ranked queue names labels that the model is not sure of', async () => {
    const bench = await start();
    for (let i = 0; i < 60; i++) {
      await bench.engine.quiet();
      const { ahead } = await bench.until((view) => view.ahead.length > 0);
      const { text } = ahead[0]!.record;
      await give(bench, { kind: 'labels', yes: of.filter((_, j) => kinds[j]!.test(text)), of });
    }
    await bench.engine.quiet();
    await bench.until(({ busy }) => busy === undefined);
    const ranked = await bench.learner.records.ranked(12);
    assert.ok(ranked.length === 12);
    const reasons = ranked.flatMap(({ ask }) => (ask?.kind === 'query' ? [ask.reason] : []));
    assert.ok(reasons.some((reason) => reason?.kind === 'mmc'));
  });
});

const kinds = [/refund|paid|card/, /parcel|courier|van/];
