// Evaluation of several labels per record by the real engine.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { MultiHoldout } from '../../../src/core/engine/evaluationApi.ts';
import type { FitSummary, JudgedLabels, MultiTraining } from '../../../src/core/engine/modelApi.ts';
import { labels, openEngine, type OpenEngine } from './engineFixture.ts';

const size = 400;
const heldFrom = 300;

/** The topic of a text, and for every second text also that of its stray word. */
const yesOf = (i: number): string[] =>
  i % 2 === 0 ? [labels[i % 3]!] : [labels[i % 3]!, labels[(i + 1) % 3]!];

const judged = (yes: readonly string[]): JudgedLabels => ({
  yes,
  no: labels.filter((name) => !yes.includes(name)),
});

describe('the engine measures several labels per record', () => {
  let open: OpenEngine;
  let holdout: MultiHoldout;
  const fits: FitSummary[] = [];
  const stored = () => fits.map(({ bytes, columns }) => ({ bytes, labels: columns }));
  const counts = [30, 60, 100, 150, 200, 260];

  const trainingOf = (from: number, count: number): MultiTraining => ({
    task: 'multi',
    ids: open.ids.slice(from, from + count),
    answers: Array.from({ length: count }, (_, i) => judged(yesOf(from + i))),
  });

  before(async () => {
    open = await openEngine(size);
    const ids = open.ids.slice(heldFrom);
    holdout = {
      task: 'multi',
      ids,
      answers: ids.map((_, i) => judged(yesOf(heldFrom + i))),
      multiplicities: ids.map(() => 1),
      groups: ids,
    };
    for (const count of counts) {
      const training = trainingOf(0, count);
      const fit = open.fitParams({ training, warmStart: false, heldOut: ids });
      fits.push(await open.engine.fit(fit));
    }
  });
  after(() => open.close());

  it('metrics of every head, better than chance', async () => {
    const all = await open.engine.evaluate({ heads: stored(), holdout, labels, seed: 1 });
    assert.equal(all.length, counts.length);
    for (const metrics of all) {
      assert.ok(metrics.task === 'multi');
      assert.equal(metrics.n, size - heldFrom);
      assert.deepEqual(
        metrics.perLabel.map(({ name, learnt }) => [name, learnt]),
        labels.map((name) => [name, true]),
      );
      assert.ok(Math.abs(metrics.cardinality!.truth - 1.5) < 1e-9);
    }
    const last = all.at(-1)!;
    assert.ok(last.task === 'multi' && (last.microF1.value ?? 0) > 0.7);
    assert.ok(last.macroF1.value !== null && last.macroAp.value !== null);
    assert.equal(last.labelsAveraged, 3);
  });

  it('heads on their own vectors, in any order and for more records, score as on the pool’s vectors', async () => {
    const heads = stored().slice(-1);
    const pool = await open.engine.evaluate({ heads, holdout, labels, seed: 1 });
    const ids = open.ids.slice(heldFrom - 20).reverse();
    const vectors = await open.engine.vectorsOf({ ids });
    assert.deepEqual(vectors.ids, ids);
    const own = await open.engine.evaluate({ heads, holdout, vectors, labels, seed: 1 });
    assert.deepEqual(own, pool);
    const rows = new Float32Array(vectors.rows.length);
    const none = { ...vectors, rows };
    const other = await open.engine.evaluate({ heads, holdout, vectors: none, labels, seed: 1 });
    assert.notDeepEqual(other, pool);
  });

  it('labels that were not judged are left out', async () => {
    const partly = holdout.answers.map(({ yes, no }) => ({
      yes: yes.filter((name) => name !== 'praise'),
      no: no.filter((name) => name !== 'praise'),
    }));
    const [metrics] = await open.engine.evaluate({
      heads: stored().slice(-1),
      holdout: { ...holdout, answers: partly },
      labels,
      seed: 1,
    });
    assert.ok(metrics!.task === 'multi');
    assert.deepEqual(
      metrics!.perLabel.map(({ known }) => known),
      [100, 100, 0],
    );
    assert.deepEqual(metrics!.subsetAccuracy, { value: null, reason: 'partlyJudged' });
  });

  it('rounds agree more and more, and a target of micro-F1 has a forecast', async () => {
    const told = await open.engine.compareRounds({
      heads: stored(),
      trainingLabels: counts,
      holdout,
      window: 3,
      heldOut: holdout.ids,
      target: { metric: 'microF1', value: 0.99 },
      labels,
      seed: 1,
    });
    assert.equal(told.comparisons.length, 3);
    for (const { agreement, later, earlier } of told.comparisons) {
      assert.ok(later > earlier && agreement.kappa! > 0.4 && agreement.kappa! <= 1);
      assert.equal(agreement.perClass.length, 3);
    }
    assert.ok(told.entropy! > 0 && told.entropy! < 1);
    assert.ok(told.forecast);
  });

  it('two heads differ on the records that only one of them is right about', async () => {
    const [first, second] = [stored()[0]!, stored().at(-1)!];
    const told = await open.engine.compareHeads({
      heads: [first, second],
      holdout,
      labels,
      seed: 1,
    });
    assert.ok(told.task === 'multi');
    const { microF1, onlyFirstRight, onlySecondRight } = told.heads;
    assert.ok(told.first.microF1.value !== null && told.second.microF1.value !== null);
    const difference = told.second.microF1.value - told.first.microF1.value;
    assert.ok(Math.abs(microF1!.value - difference) < 1e-9);
    assert.equal(told.changes.length, onlyFirstRight + onlySecondRight);
    for (const { id, right, truth, ...said } of told.changes) {
      assert.deepEqual([...truth].sort(), yesOf(open.ids.indexOf(id)).sort());
      const other = right === 'first' ? 'second' : 'first';
      assert.deepEqual(said[right], truth);
      assert.notDeepEqual(said[other], truth);
    }
    assert.equal(told.perClass.length, 3);
  });

  it('wrong answers are found in two lists', async () => {
    const training = trainingOf(0, 200);
    const wrong = training.answers.map(({ yes, no }, i) => {
      // One record has labels that do not apply, another lacks one that does.
      if (i === 30) return { yes: [...yes, ...no], no: [] };
      return i === 61 ? { yes: yes.slice(1), no: [...no, yes[0]!] } : { yes, no };
    });
    const told = await open.engine.suspects({
      training: { ...training, answers: wrong },
      labels,
      c: 10,
      classWeight: 'none',
      seed: 1,
      limit: 20,
    });
    assert.ok(told.task === 'multi');
    const cells = (list: typeof told.additions) => list.map(({ id, label }) => [id, label]);
    const given = new Set(training.answers[30]!.yes);
    assert.ok(
      cells(told.additions)
        .slice(0, 3)
        .some(([id, label]) => id === open.ids[30] && !given.has(label!)),
    );
    assert.deepEqual(cells(told.omissions)[0], [open.ids[61], training.answers[61]!.yes[0]]);
    const few = await open.engine.suspects({
      training: trainingOf(0, 20),
      labels,
      c: 10,
      classWeight: 'none',
      seed: 1,
      limit: 20,
    });
    assert.deepEqual(few, { task: 'multi', additions: [], omissions: [], contradictions: [] });
  });

  it('errors of cross-fitted heads: 1 unless a set is exactly right, null if it is partly unknown', async () => {
    const training = trainingOf(0, 200);
    const [first, ...rest] = training.answers;
    const partly = { yes: first!.yes, no: [] };
    const errors = await open.engine.crossFittedErrors({
      ids: training.ids.slice(0, 150),
      training: { ...training, answers: [partly, ...rest] },
      labels,
      c: 10,
      classWeight: 'none',
      heldOut: holdout.ids,
      seed: 1,
    });
    assert.equal(errors.length, 150);
    assert.equal(errors[0], null);
    const known: number[] = errors.slice(1).map((error) => error ?? NaN);
    assert.deepEqual([...new Set(known)].sort(), [0, 1]);
    const [metrics] = await open.engine.evaluate({
      heads: stored().slice(-2, -1),
      holdout,
      labels,
      seed: 1,
    });
    assert.ok(metrics!.task === 'multi' && metrics!.subsetAccuracy.value !== null);
    const mean = known.reduce((sum, error) => sum + error, 0) / known.length;
    // Both estimate the errors of the same head, from 149 and 100 records.
    assert.ok(Math.abs(mean - (1 - metrics!.subsetAccuracy.value)) < 0.2, `${mean}`);
  });

  it('arms drawn the same way do not differ, and an arm with wrong answers does', async () => {
    const wrong = ({ answers, ...rest }: MultiTraining): MultiTraining => ({
      ...rest,
      answers: answers.map((_, i) => judged(yesOf(i + 1))),
    });
    const arms = {
      start: trainingOf(0, 20),
      random: trainingOf(20, 100),
      active: trainingOf(120, 100),
    };
    const settings = { labels, c: 10, classWeight: 'none', seed: 1 } as const;
    const alike = await open.engine.compareStrategyWithRandom({ ...arms, ...settings });
    assert.equal(alike.verdict, 'noDifferenceSeen');
    assert.ok(alike.low < 0 && alike.high > 0);
    const harmful = { ...arms, active: wrong(arms.active) };
    const hurting = await open.engine.compareStrategyWithRandom({ ...harmful, ...settings });
    assert.equal(hurting.verdict, 'hurting');
  });
});
