import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import { UserError } from '../../../src/core/errors.ts';
import { fitLexical } from '../../../src/core/embed/fitLexical.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { parseStrategy } from '../../../src/core/query/parseStrategy.ts';
import { Rng } from '../../../src/core/rng.ts';
import {
  compareStrategies,
  type ComparisonOptions,
} from '../../../src/core/simulate/compareStrategies.ts';
import { singleLabelTask } from '../../../src/core/simulate/singleLabelTask.ts';
import type { OraclePool } from '../../../src/core/simulate/oraclePool.ts';
import { drawSplit, givenSplit } from '../../../src/core/simulate/split.ts';

const themes = ['parcel courier street late', 'refund money card charged', 'login password email'];

/** Short texts on three themes, with their texts as ids. */
function messages(n: number, seed: number): OraclePool {
  const rng = new Rng(seed);
  const labels = Int32Array.from({ length: n }, () => rng.integer(3));
  const texts = Array.from(labels, (label, i) => {
    const words = `${themes[label]} please thanks help order ${i}`.split(' ');
    return rng.shuffle(words).slice(0, 5).join(' ');
  });
  return {
    texts,
    ids: texts,
    labels,
    groups: Int32Array.from(texts.keys()),
    leftOut: { conflicting: 0, unlabelled: 0 },
  };
}

const pause = async (): Promise<void> => {};

function comparisonOf(changes: Partial<ComparisonOptions> = {}): ComparisonOptions {
  return {
    task: singleLabelTask,
    pool: messages(120, 1),
    test: { share: 0.25 },
    labelNames: ['Delivery', 'Refund', 'Account'],
    strategies: ['margin', 'random'].map((name) => parseStrategy(name, builtInAcquisitions)),
    seeds: [1, 2],
    initial: 10,
    initialOrder: 'random',
    batch: 15,
    budget: 40,
    c: 'auto',
    embedder: (texts, seed) =>
      fitLexical(
        { size: texts.length, texts: async (from, to) => texts.slice(from, to) },
        { seed, pause, dimensions: 16 },
      ),
    ops: typeScriptOps,
    clock: () => 0,
    pause,
    ...changes,
  };
}

describe('comparing strategies', () => {
  test('returns a curve per seed and strategy, paired by the initial records', async () => {
    const { curves, fullData, sizes } = await compareStrategies(comparisonOf());
    assert.deepEqual(
      curves.map(({ name, seed }) => `${name} ${seed}`),
      ['margin 1', 'random 1', 'margin 2', 'random 2'],
    );
    assert.deepEqual(curves[0]!.points[0], curves[1]!.points[0]);
    assert.deepEqual(curves[2]!.points[0], curves[3]!.points[0]);
    assert.notDeepEqual(curves[0]!.points[0], curves[2]!.points[0]);
    assert.deepEqual(sizes, { pool: 90, test: 30, alsoInTest: 0 });
    assert.deepEqual(fullData.map(({ labels }) => labels), [90, 90]); // prettier-ignore
  });

  test('a strategy with its own start gets other initial records, without effect on the others', async () => {
    const [margin, random] = comparisonOf().strategies;
    const started = {
      ...margin!,
      name: 'started',
      start: parseStrategy('typiclust', builtInAcquisitions),
    };
    const { curves } = await compareStrategies(comparisonOf({ strategies: [started, random!] }));
    const plain = await compareStrategies(comparisonOf());
    assert.equal(curves[0]!.name, 'started');
    assert.notDeepEqual(curves[0]!.points[0], curves[1]!.points[0]);
    assert.deepEqual(curves[1], plain.curves[1]);
  });

  test('equal arguments give equal numbers', async () => {
    const first = await compareStrategies(comparisonOf());
    assert.deepEqual(await compareStrategies(comparisonOf()), first);
  });

  test('a curve does not depend on the other strategies', async () => {
    const both = await compareStrategies(comparisonOf());
    const strategies = [parseStrategy('random', builtInAcquisitions)];
    const alone = await compareStrategies(comparisonOf({ strategies }));
    assert.deepEqual(alone.curves[0], both.curves[1]);
  });

  test('fits the embedder on the pool, never on the test set', async () => {
    const pool = messages(120, 1);
    const fittedOn: string[][] = [];
    const options = comparisonOf({ pool, seeds: [1, 2, 3] });
    const embedder: ComparisonOptions['embedder'] = (texts, seed) => {
      fittedOn.push([...texts]);
      return options.embedder(texts, seed);
    };
    await compareStrategies({ ...options, embedder });
    assert.equal(fittedOn.length, 3);
    for (const [i, texts] of fittedOn.entries()) {
      const { test: tested } = drawSplit(pool, { share: 0.25 }, i + 1);
      assert.equal(texts.length, 90);
      for (const record of tested) assert.ok(!texts.includes(pool.texts[record]!));
    }
  });

  test('a given test set needs one embedder for all seeds, and its texts leave the pool', async () => {
    const pool = messages(120, 1);
    const given = messages(40, 2);
    const mixed = { ...given, texts: [...given.texts], ids: [...given.ids] };
    mixed.texts[3] = mixed.ids[3] = pool.texts[7]!;
    let fits = 0;
    const options = comparisonOf({ pool, test: mixed });
    const { sizes } = await compareStrategies({
      ...options,
      embedder: (texts, seed) => {
        fits++;
        assert.ok(!texts.includes(pool.texts[7]!));
        return options.embedder(texts, seed);
      },
    });
    assert.equal(fits, 1);
    assert.deepEqual(sizes, { pool: 119, test: 40, alsoInTest: 1 });
  });

  test('rejects a split with an empty test set', async () => {
    const options = comparisonOf({ test: { share: 0.001 } });
    await assert.rejects(compareStrategies(options), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(
        english(error.problem),
        /^The split leaves 120 records to ask and 0 to test on\./,
      );
      return true;
    });
  });
});

describe('splits', () => {
  test('keep near-duplicates together and each record once', () => {
    const pool = messages(120, 1);
    const groups = Int32Array.from(pool.groups, (_, record) => record - (record % 3));
    for (const seed of [1, 2, 3, 4, 5]) {
      const split = drawSplit({ ...pool, groups }, { share: 0.2 }, seed);
      const tested = new Set(Array.from(split.test, (record) => groups[record]));
      assert.ok(split.pool.every((record) => !tested.has(groups[record])));
      assert.deepEqual(
        [...split.pool, ...split.test].sort((a, b) => a - b),
        [...groups.keys()],
      );
      assert.equal(split.test.length, 24);
    }
  });

  test('depend on the seed', () => {
    const pool = messages(120, 1);
    assert.notDeepEqual(
      drawSplit(pool, { share: 0.2 }, 1).test,
      drawSplit(pool, { share: 0.2 }, 2).test,
    );
  });

  test('with a given test set, exclude its exact texts from the pool', () => {
    const pool = messages(10, 1);
    const other = { ...messages(2, 9), ids: [pool.ids[4]!, 'elsewhere'] };
    assert.deepEqual([...givenSplit(pool, other).pool], [0, 1, 2, 3, 5, 6, 7, 8, 9]);
  });
});
