// Start strategies with seeds of rare labels, and text similarity.
import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import { WordShare, wordsOf } from '../../../src/core/pool/wordShare.ts';
import { byLabelSimilarity } from '../../../src/core/query/strategies/labelSimilarity.ts';
import { parseStrategy } from '../../../src/core/query/parseStrategy.ts';
import { seedsOfRareLabels } from '../../../src/core/query/wrappers/seeds.ts';
import { stateOf, unitRows } from '../../fixtures/query/state.ts';

const seeds = [
  { label: 2, texts: ['money back'] },
  { label: 0, texts: ['parcel'] },
];

/**
 * Row 7 is the most similar to "money back", then 8, 9 …; row 40 to "parcel"; all others have
 * similarity 0.
 */
function similarity(texts: readonly string[], rows: Int32Array): Promise<Float32Array> {
  const best = texts[0] === 'parcel' ? 40 : 7;
  const value = (row: number): number =>
    row >= best && row < best + 4 ? 0.9 - (row - best) / 9 : 0;
  return Promise.resolve(Float32Array.from(rows, value));
}

describe('seeds', () => {
  it('make up every other pick, cycle through labels and name their label', async () => {
    const state = { ...stateOf({ x: unitRows(600, 4, 1) }), similarity };
    const strategy = parseStrategy({ strategy: 'random', seeds }, builtInAcquisitions);
    const picks = await strategy.select(state, 8);
    assert.deepEqual(
      [0, 2, 4, 6].map((i) => picks[i]!.row),
      [7, 40, 8, 41],
    );
    assert.deepEqual(picks[0]!.reason, { kind: 'seeds', value: Math.fround(0.9), label: 2 });
    assert.ok(
      picks.every(({ q }) => q === undefined),
      'no pick has a probability',
    );
    for (const i of [1, 3, 5, 7]) assert.equal(picks[i]!.reason.kind, 'random');
  });

  for (const start of ['random', 'typiclust', 'k-means']) {
    it(`combine with ${start}, which takes over when no similar records remain`, async () => {
      const state = { ...stateOf({ x: unitRows(60, 4, 1) }), similarity };
      const strategy = parseStrategy({ strategy: start, seeds }, builtInAcquisitions);
      const picks = await strategy.select(state, 60);
      assert.equal(new Set(picks.map(({ row }) => row)).size, 60);
      // Some of the eight similar records may be picked by the other strategy.
      const bySeeds = picks.filter(({ reason }) => reason.kind === 'seeds').length;
      assert.ok(bySeeds >= 4 && bySeeds <= 8, `${bySeeds}`);
    });
  }

  it('are used for labels with fewer than two answers, scarcest first', () => {
    assert.deepEqual(seedsOfRareLabels(seeds, [1, 9, 0]), [seeds[0], seeds[1]]);
    assert.deepEqual(seedsOfRareLabels(seeds, [1, 9, 2]), [seeds[1]]);
    assert.deepEqual(seedsOfRareLabels(seeds, [2, 0, 5]), []);
  });

  it('are rejected with a message if invalid or without a similarity function', async () => {
    const wrong = { strategy: 'random', seeds: [{ label: 1, texts: [] }] };
    assert.throws(() => parseStrategy(wrong, builtInAcquisitions), says(/Seeds are/));
    const strategy = parseStrategy({ strategy: 'random', seeds }, builtInAcquisitions);
    const without = stateOf({ x: unitRows(9, 4, 1) });
    await assert.rejects(strategy.select({ ...without, similarity: undefined! }, 2), {
      name: 'UserError',
    });
  });
});

describe('WordShare', () => {
  it('weights words by their inverse document frequency, by hand', () => {
    const share = new WordShare(['Money back', 'the'], 3);
    for (const text of ['THE money!', 'the the parcel', 'give the money back']) share.add(text);
    // idf: money ln(4/3), back ln(4/2), the ln(4/4) = 0
    const money = Math.log(4 / 3);
    const back = Math.log(2);
    const expected = [money / (money + back), 0, 1];
    share.shares().forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-6));
  });

  it('handles more words than the bits of a mask, and scripts without spaces', () => {
    const many = Array.from({ length: 70 }, (_, i) => `w${i}`);
    const share = new WordShare(many, 2);
    share.add('w69 w0');
    share.add('none of them');
    const [first, second] = share.shares();
    assert.ok(first! > 0 && first! < 0.1);
    assert.equal(second, 0);
    assert.deepEqual(wordsOf('返金 Café-crème'), ['返', '金', 'café', 'crème']);
    assert.equal(new WordShare(['!?'], 1).any, false);
  });
});

describe('start by label similarity', () => {
  /** Two clear directions, with records between them. */
  const x = {
    rows: 40,
    cols: 2,
    data: Float32Array.from({ length: 80 }, (_, i) => {
      const angle = (Math.PI / 2) * (Math.floor(i / 2) / 39);
      return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    }),
  };
  const vectors = (): Float32Array => Float32Array.of(1, 0, 0, 1);

  it('picks every other record for a label by relative similarity, cycling through labels', async () => {
    const random = parseStrategy('random', builtInAcquisitions);
    const strategy = byLabelSimilarity(random, vectors, 2);
    const picks = await strategy.select(stateOf({ x }), 8);
    assert.equal(new Set(picks.map(({ row }) => row)).size, 8);
    const byLabel = [0, 2, 4, 6].map((i) => picks[i]!.reason);
    assert.deepEqual(
      byLabel.map(({ kind, label }) => [kind, label]),
      [['likeness', 0], ['likeness', 1], ['likeness', 0], ['likeness', 1]],
    ); // prettier-ignore
    assert.ok(picks[0]!.row < 4 && picks[2]!.row > 35, `${picks[0]!.row}, ${picks[2]!.row}`);
    // Half the difference between the first record's similarities, 1 and 0.
    assert.ok(Math.abs((await strategy.select(stateOf({ x }), 1))[0]!.score - 0.5) < 1e-6);
    for (const i of [1, 3, 5, 7]) assert.equal(picks[i]!.reason.kind, 'random');
  });

  it('returns every candidate once, and none for a count of 0', async () => {
    const strategy = byLabelSimilarity(parseStrategy('random', builtInAcquisitions), vectors, 2);
    assert.equal((await strategy.select(stateOf({ x }), 100)).length, 40);
    assert.deepEqual(await strategy.select(stateOf({ x }), 0), []);
  });
});
