// Shown probabilities are calibrated; those that select records and decide about labels are not.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FitParams, MultiTraining, Prediction } from '../../../src/core/engine/modelApi.ts';
import { labels, openEngine, type OpenEngine } from './engineFixture.ts';

let open: OpenEngine;
let several: MultiTraining;
before(async () => {
  open = await openEngine(200);
  const answers = open.ids.slice(0, 60).map((_, i) => {
    const yes = i % 2 === 0 ? [labels[i % 3]!] : [labels[i % 3]!, labels[(i + 1) % 3]!];
    return { yes, no: labels.filter((name) => !yes.includes(name)) };
  });
  several = { task: 'multi', ids: open.ids.slice(0, 60), answers };
});
after(() => open.close());

const fit = (changes: Partial<FitParams> = {}) =>
  open.engine.fit(open.fitParams({ warmStart: false, c: 1, ...changes }));
const of = ({ probabilities }: Prediction, label: string) =>
  probabilities.find((one) => one.label === label)!;
const near = (is: number, expected: number): void =>
  assert.ok(Math.abs(is - expected) < 1e-5, `${is}, expected ${expected}`);

/** Predictions of the whole pool without and with calibration. */
async function both(changes: Partial<FitParams> = {}): Promise<[Prediction[], Prediction[]]> {
  await fit(changes);
  const raw = await open.engine.predict({ ids: open.ids });
  const { temperature } = await fit({ ...changes, lastTemperature: 0.5 });
  assert.equal(temperature, 0.5);
  return [raw, await open.engine.predict({ ids: open.ids })];
}

describe('calibrated predictions', () => {
  it('are softmax(ln p / T) of one label per record', async () => {
    for (const kind of ['logistic', 'committee'] as const) {
      const [raw, shown] = await both({ kind });
      for (const [i, { probabilities, temperature }] of shown.entries()) {
        assert.equal(temperature, 0.5);
        const squares = labels.map((label) => of(raw[i]!, label).p ** 2);
        const sum = squares.reduce((a, b) => a + b, 0);
        labels.forEach((label, j) => near(of(shown[i]!, label).p, squares[j]! / sum));
        assert.equal(probabilities[0]!.label, raw[i]!.probabilities[0]!.label);
      }
    }
  });

  it('are sigmoid(logit p / T) of several labels, which apply as before', async () => {
    const [raw, shown] = await both({ training: several });
    let applying = 0;
    for (const [i, prediction] of shown.entries()) {
      for (const label of labels) {
        const [before, now] = [of(raw[i]!, label), of(prediction, label)];
        const odds = (before.p / (1 - before.p)) ** 2;
        near(now.p, odds / (1 + odds));
        assert.equal(now.applies, before.applies);
        if (now.applies) applying++;
      }
    }
    assert.ok(applying > 200 && applying < 590);
  });

  it('are used by the search by probability and reported with suspect labels', async () => {
    const [raw, shown] = await both();
    const within = (all: Prediction[]): string[] =>
      all.flatMap((one) => (of(one, 'praise').p >= 0.9 ? [one.id] : []));
    assert.notDeepEqual(within(raw), within(shown));
    const predicted = { label: 'praise', low: 0.9, high: 1 };
    const found = await open.engine.search({ exclude: [], labels, predicted });
    assert.deepEqual(found.toSorted(), within(shown).toSorted());

    const flipped = open.training.answers.with(4, 'refund');
    const training = { ...open.training, answers: flipped };
    const params = { training, labels, c: 1, classWeight: 'none', seed: 1, limit: 5 } as const;
    const plain = await open.engine.suspects({ ...params, labels: [...labels] });
    const told = await open.engine.suspects({ ...params, labels: [...labels], temperature: 0.5 });
    assert.ok(plain.task === 'single' && told.task === 'single' && plain.unlikely.length > 0);
    const withoutP = plain.unlikely.map(({ id, label, likely }) => ({ id, label, likely }));
    assert.deepEqual(
      told.unlikely.map(({ id, label, likely }) => ({ id, label, likely })),
      withoutP,
    );
    told.unlikely.forEach(({ p }, i) => assert.ok(p > plain.unlikely[i]!.p));
  });

  it('leave picks and their scores as they are', async () => {
    const training = { ...several };
    for (const own of [{}, { kind: 'committee' as const }, { training }]) {
      const drawn = [];
      for (const lastTemperature of [undefined, 0.5, 4]) {
        await fit({ ...own, ...(lastTemperature !== undefined && { lastTemperature }) });
        const acquisition = 'margin';
        const params = 'training' in own ? { training } : {};
        const settings = { strategy: 'training' in own ? 'mmc' : acquisition };
        drawn.push({
          picks: await open.engine.query(open.queryParams({ ...params, settings })),
          histogram: await open.engine.uncertainty({ acquisition, exclude: [] }),
        });
      }
      assert.deepEqual(drawn[1], drawn[0]);
      assert.deepEqual(drawn[2], drawn[0]);
    }
  });

  it('use the new temperature after a fit that calibrates', async () => {
    const { temperature } = await fit({ calibrate: true, lastTemperature: 3 });
    assert.ok(temperature !== undefined && temperature !== 3 && temperature !== 1);
    const [one] = await open.engine.predict({ ids: [open.ids[100]!] });
    assert.equal(one!.temperature, temperature);
    const beside = open.fitParams({ calibrate: true, warmStart: false, c: 1 });
    assert.equal((await open.engine.fitSeparately(beside)).temperature, temperature);
  });
});
