// Several labels per record through the real engine.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import type { MultiTraining, Prediction } from '../../../src/core/engine/modelApi.ts';
import { headFromBytes } from '../../../src/core/heads/headBytes.ts';
import type { OneVsRestHead } from '../../../src/core/heads/oneVsRestHead.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { strategyNames } from '../../../src/core/query/parseStrategy.ts';
import { TopicEmbedder } from '../../fixtures/embed/topicEmbedder.ts';
import { says } from '../../harness/english.ts';
import { exactThreshold } from '../heads/data.ts';
import { labels, openEngine, type OpenEngine } from './engineFixture.ts';

const size = 300;
const answered = 60;
const names = [...labels, 'never'];

/** The topic of a text, and for every second text also that of its stray word. */
const labelsOf = (i: number): string[] =>
  i % 2 === 0 ? [labels[i % 3]!] : [labels[i % 3]!, labels[(i + 1) % 3]!];

function trainingOf(ids: readonly string[], count: number): MultiTraining {
  const answers = ids.slice(0, count).map((_, i) => {
    const yes = labelsOf(i);
    return { yes, no: names.filter((name) => !yes.includes(name)) };
  });
  return { task: 'multi', ids: ids.slice(0, count), answers };
}

const headOf = (bytes: Uint8Array): OneVsRestHead =>
  headFromBytes(bytes, typeScriptOps) as OneVsRestHead;

const pOf = ({ probabilities }: Prediction, label: string): number =>
  probabilities.find((one) => one.label === label)!.p;

describe('several labels per record', () => {
  let open: OpenEngine;
  let training: MultiTraining;
  const fit = (changes: Parameters<OpenEngine['fitParams']>[0] = {}) =>
    open.engine.fit(open.fitParams({ training, labels: names, warmStart: false, ...changes }));
  before(async () => {
    open = await openEngine(size);
    training = trainingOf(open.ids, answered);
  });
  after(() => open.close());

  it('are learnt from yes and no answers; a label without a yes is omitted', async () => {
    const { columns, learnt, trainedOn, converged, bytes } = await fit();
    assert.deepEqual([columns, learnt], [labels, labels]);
    assert.equal(trainedOn, answered);
    assert.ok(converged);
    assert.equal(headOf(bytes).kind, 'one-vs-rest');
    const predictions = await open.engine.predict({ ids: open.ids.slice(answered) });
    const right = predictions.filter(({ probabilities }, i) => {
      const top = probabilities[0]!.label;
      return labelsOf(answered + i).includes(top);
    });
    assert.ok(right.length > 0.9 * predictions.length);
  });

  it('an unknown label changes no other label, and an unknown record nothing', async () => {
    const plain = await fit();
    const unsure: MultiTraining = {
      task: 'multi',
      ids: [...training.ids, ...open.ids.slice(answered, answered + 20)],
      answers: [
        ...training.answers.map(({ yes, no }) => ({
          yes: yes.filter((name) => name !== 'praise'),
          no: no.filter((name) => name !== 'praise'),
        })),
        ...Array.from({ length: 20 }, () => ({ yes: [], no: [] })),
      ],
    };
    const { columns, bytes } = await fit({ training: unsure });
    assert.deepEqual(columns, ['refund', 'delivery']);
    const [all, two] = [headOf(plain.bytes), headOf(bytes)];
    for (let k = 0; k < all.dimensions; k++) {
      for (const j of [0, 1]) {
        const difference = all.weights.data[3 * k + j]! - two.weights.data[2 * k + j]!;
        assert.ok(Math.abs(difference) < 1e-3, `${difference}`);
      }
    }
  });

  it('thresholds follow from the pool without training records and hold-out', async () => {
    const heldOut = open.ids.slice(200);
    const unlabelled = open.ids.slice(answered, 200);
    for (const decide of ['global', 'perLabel'] as const) {
      const { bytes } = await fit({ heldOut, decide });
      const { thresholds } = headOf(bytes);
      const predictions = await open.engine.predict({ ids: unlabelled });
      const of = (label: string) => predictions.map((one) => pOf(one, label));
      const exact =
        decide === 'global'
          ? labels.map(() => exactThreshold(labels.flatMap(of)))
          : labels.map((label) => exactThreshold(of(label)));
      exact.forEach((value, j) => {
        assert.ok(Math.abs(thresholds![j]! - value) < 0.002, `${thresholds![j]} for ${value}`);
      });
    }
  });

  it('thresholds do not depend on the hold-out’s answers', async () => {
    const heldOut = open.ids.slice(200);
    const answers = trainingOf(open.ids, size).answers.slice(200);
    const seen = [];
    for (const own of [answers, answers.toReversed()]) {
      const { bytes } = await fit({ heldOut });
      const holdout = {
        task: 'multi',
        ids: heldOut,
        answers: own,
        multiplicities: heldOut.map(() => 1),
        groups: heldOut,
      } as const;
      const heads = [{ bytes, labels }];
      const [metrics] = await open.engine.evaluate({ heads, holdout, labels: names, seed: 1 });
      assert.ok(metrics && 'microF1' in metrics);
      seen.push({ bytes, again: (await fit({ heldOut })).bytes, microF1: metrics.microF1 });
    }
    const [first, second] = seen;
    assert.deepEqual(first!.again, first!.bytes);
    assert.deepEqual(second!.bytes, first!.bytes);
    assert.notDeepEqual(second!.microF1, first!.microF1);
  });

  it('are predicted with whether each applies, the most probable first', async () => {
    const { bytes } = await fit({ decide: 'perLabel' });
    const { thresholds } = headOf(bytes);
    const predictions = await open.engine.predict({ ids: open.ids });
    let several = 0;
    for (const { probabilities } of predictions) {
      assert.equal(probabilities.length, 3);
      assert.ok(probabilities.every(({ p }, i) => i === 0 || p <= probabilities[i - 1]!.p));
      for (const { label, p, applies } of probabilities) {
        assert.equal(applies, p >= thresholds![labels.indexOf(label)]!);
      }
      if (probabilities.filter(({ applies }) => applies).length > 1) several++;
    }
    assert.ok(several > 50);
  });

  it('only the most probable applies before 20 answers', async () => {
    const applying = async (count: number) => {
      await fit({ training: trainingOf(open.ids, count) });
      const predictions = await open.engine.predict({ ids: open.ids });
      return predictions.map(({ probabilities }) =>
        probabilities.flatMap(({ applies }, place) => (applies ? [place] : [])),
      );
    };
    for (const places of await applying(19)) assert.deepEqual(places, [0]);
    assert.ok((await applying(20)).some(({ length }) => length !== 1));
  });

  it('a later fit starts from the head, and a fit beside it leaves it unchanged', async () => {
    const cold = await fit();
    const beside = await open.engine.fitSeparately(
      open.fitParams({ training: trainingOf(open.ids, 30), labels: names }),
    );
    assert.equal(beside.trainedOn, 30);
    assert.ok(headOf(beside.bytes).thresholds);
    const same = await open.engine.fitSeparately(open.fitParams({ training, labels: names }));
    assert.deepEqual(headOf(same.bytes).thresholds, headOf(cold.bytes).thresholds);
    const again = await fit({ warmStart: true });
    assert.deepEqual([cold.warm, again.warm], [false, true]);
    assert.ok(again.iterations < cold.iterations);
  });

  it('C and the strength of the labels’ words are chosen by cross-validation', async () => {
    const topics = ['money refund bank card', 'parcel late courier', 'great quick thanks praise'];
    const whole = await openEngine(200, { openStatic: async () => new TopicEmbedder(topics) });
    await whole.engine.embed({
      embedding: ['lexical', 'static'],
      dimensions: 16,
      seed: 1,
      modelsDir: '/nowhere',
      allowDownload: false,
    });
    const texts = ['refund', 'late parcel', 'praise', 'courier'];
    const described = { texts, strength: 20, labels: names, task: 'multi' } as const;
    const [words] = await whole.engine.predict({ ids: whole.ids.slice(0, 1), described });
    assert.deepEqual(
      words!.probabilities.map(({ applies }) => applies),
      [true, false, false, false],
    );
    const fitted = await whole.engine.fit(
      whole.fitParams({
        training: trainingOf(whole.ids, 50),
        labels: names,
        c: 'auto',
        chooseC: true,
        prior: { texts, strength: 'auto' },
      }),
    );
    assert.ok([1, 3, 10, 30, 100].includes(fitted.c));
    assert.ok([0, 10, 20, 40, 80].includes(fitted.prior!.strength));
    assert.deepEqual(fitted.learnt, labels);
    await whole.close();
  });

  it('give the same thresholds and picks, however much memory there is', async () => {
    const seen = [];
    for (const memoryBudget of [2 ** 28, 2000]) {
      const own = await openEngine(size, { memoryBudget });
      const { bytes } = await own.engine.fit(own.fitParams({ training, labels: names }));
      const settings = { strategy: 'mmc' };
      const exclude = training.ids;
      const params = own.queryParams({ settings, training, labels: names, exclude });
      seen.push({ bytes, picks: await own.engine.query(params) });
      await own.close();
    }
    assert.deepEqual(seen[1], seen[0]);
  });

  it('a head that predicts one label is refused, and so are balanced labels', async () => {
    for (const kind of ['committee', 'dropout'] as const) {
      await assert.rejects(fit({ kind }), says(/"head": \{"kind": "logistic"\}/));
    }
    await assert.rejects(fit({ classWeight: 'balanced' }), says(/"classWeight": "none"/));
  });

  it('an answer outside the label set is refused', async () => {
    const judged = { yes: ['lost'], no: [] };
    const odd = { task: 'multi', ids: open.ids.slice(0, 1), answers: [judged] } as const;
    await assert.rejects(
      fit({ training: { ...odd, ids: [...odd.ids], answers: [judged] } }),
      says(/lost/),
    );
  });

  it('the histogram counts every candidate', async () => {
    await fit();
    const exclude = training.ids;
    const bins = await open.engine.uncertainty({ acquisition: 'mmc', exclude });
    assert.equal(
      bins.reduce((sum, count) => sum + count, 0),
      size - answered,
    );
    assert.ok(bins.filter((count) => count > 0).length > 2);
  });

  describe('every strategy', () => {
    const wrapped = [
      { strategy: 'mmc', explore: 0.1, poolLimit: 0.5, clip: 0.05, anchors: true, cost: true },
      { strategy: 'rank-power', acquisition: 'threshold-margin', beta: 2 },
      { strategy: 'adaptive', balance: true },
    ];
    const cases = [
      ...strategyNames(builtInAcquisitions, 'multi').map((strategy) => ({ strategy })),
      ...wrapped,
    ];
    for (const settings of cases) {
      it(`selects: ${JSON.stringify(settings)}`, async () => {
        await fit();
        const timings = training.ids.map((id, i) => ({ id, elapsedMs: 2000 + 100 * i }));
        const exclude = training.ids;
        const own = { settings, training, labels: names, exclude, timings };
        const picks = await open.engine.query(open.queryParams(own));
        const ids = picks.map(({ id }) => id);
        assert.equal(new Set(ids).size, 10);
        assert.ok(ids.every((id) => open.ids.includes(id) && !exclude.includes(id)));
        assert.deepEqual(await open.engine.query(open.queryParams(own)), picks, 'the same again');
        for (const { reason } of picks) {
          if (!['mmc', 'threshold-margin', 'adaptive', 'cvirs'].includes(reason.kind)) continue;
          const unsure = reason.between ?? [reason.of!];
          assert.ok(unsure.every((label) => labels.includes(label)));
        }
      });
    }

    it('for one label per record is refused in a message that lists those that work', async () => {
      const settings = { strategy: 'margin' };
      const asked = open.queryParams({ settings, training, labels: names });
      await assert.rejects(open.engine.query(asked), says(/Choose one of: random, .*mmc/));
    });

    it('names the label at its threshold as the reason', async () => {
      const { bytes } = await fit();
      const threshold = headOf(bytes).thresholds![0]!;
      const exclude = training.ids;
      const settings = { strategy: 'threshold-margin' };
      const own = { settings, training, labels: names, exclude, count: 1 };
      const [pick] = await open.engine.query(open.queryParams(own));
      const [{ probabilities }] = (await open.engine.predict({ ids: [pick!.id] })) as [Prediction];
      const distance = ({ p }: { readonly p: number }) => Math.abs(p - threshold);
      const nearest = [...probabilities].sort((a, b) => distance(a) - distance(b))[0]!;
      const { between, of, value } = pick!.reason;
      assert.equal(between?.[0] ?? of, nearest.label);
      assert.ok(Math.abs(value! - distance(nearest)) < 1e-6);
    });
  });
});
