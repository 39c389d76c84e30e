import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancelledError } from '../../../src/core/errors.ts';
import { nearDuplicateGroups } from '../../../src/core/pool/nearDuplicates.ts';
import { Rng } from '../../../src/core/rng.ts';

const grouped = (texts: string[], seed = 1, threshold?: number): Promise<Int32Array> =>
  nearDuplicateGroups(texts.length, (from, to) => Promise.resolve(texts.slice(from, to)), {
    seed,
    ...(threshold === undefined ? {} : { threshold }),
  });

const words = Array.from({ length: 3000 }, (_, i) => `w${i.toString(36)}x`);
const sentence = (rng: Rng, length: number): string[] =>
  Array.from({ length }, () => words[rng.integer(words.length)]!);

/** Jaccard similarity of word bigrams. */
function similarity(a: string[], b: string[]): number {
  const pairs = (list: string[]): Set<string> =>
    new Set(list.slice(1).map((word, i) => `${list[i]} ${word}`));
  const [x, y] = [pairs(a), pairs(b)];
  const common = [...x].filter((pair) => y.has(pair)).length;
  return common / (x.size + y.size - common);
}

test('groups texts that differ in case, punctuation or one word among many, and no others', async () => {
  const groups = await grouped([
    'Your parcel 123 has been delivered to your neighbour, please collect it before Friday evening at six',
    'Something else entirely',
    'YOUR PARCEL 123 has been delivered to your neighbour. Please collect it before Friday evening at six!',
    'Your parcel 123 has been delivered to your neighbour, please collect it before Monday evening at six, thanks a lot',
    'something else, entirely!',
    'ok',
    'Ok.',
    '???',
    '!!!',
    '荷物がまだ届いていません、確認してください',
    '荷物がまだ届いていません。確認してください',
    '別の話です',
  ]);
  assert.deepEqual([...groups], [0, 1, 0, groups[3], 1, 5, 5, 7, 8, 9, 9, 11]);
});

test('agrees with exact similarity away from the threshold', async () => {
  const rng = new Rng(3);
  const texts: string[][] = [];
  for (let i = 0; i < 400; i++) {
    const original = sentence(rng, 30);
    const changed = [...original];
    for (let n = rng.integer(9); n > 0; n--)
      changed[rng.integer(30)] = words[rng.integer(words.length)]!;
    texts.push(original, changed);
  }
  const groups = await grouped(texts.map((text) => text.join(' ')));
  let checked = 0;
  for (let i = 0; i < texts.length; i += 2) {
    const exact = similarity(texts[i]!, texts[i + 1]!);
    if (Math.abs(exact - 0.7) < 0.17) continue;
    checked++;
    assert.equal(groups[i] === groups[i + 1], exact > 0.7, `similarity ${exact.toFixed(2)}`);
  }
  assert.ok(checked > 200, `${checked} pairs checked`);
  // Unrelated texts are never grouped.
  for (let i = 0; i < texts.length; i++)
    assert.ok(groups[i] === i || (i % 2 === 1 && groups[i] === i - 1));
});

test('is deterministic for a seed and names a group by its first row', async () => {
  const rng = new Rng(9);
  const texts = Array.from({ length: 500 }, () =>
    sentence(rng, 1 + rng.integer(4))
      .map((w) => w.slice(0, 2))
      .join(' '),
  );
  const groups = await grouped(texts, 4);
  assert.deepEqual(await grouped(texts, 4), groups);
  for (const [row, group] of groups.entries()) {
    assert.ok(group <= row);
    assert.equal(groups[group], group);
  }
});

test('a given record order makes groups independent of row order', async () => {
  const rng = new Rng(9);
  // Chains of texts where only neighbours are similar: their groups depend on the order.
  const texts = Array.from({ length: 150 }, () => {
    const chain = [sentence(rng, 24)];
    while (chain.length < 5) chain.push([...chain.at(-1)!.slice(3), ...sentence(rng, 3)]);
    return chain.map((one) => one.join(' '));
  }).flat();
  const groupsOf = async (rows: readonly number[]): Promise<string[]> => {
    const order = Int32Array.from(rows.keys()).sort((a, b) => rows[a]! - rows[b]!);
    const shown = rows.map((row) => texts[row]!);
    const groups = await nearDuplicateGroups(
      shown.length,
      (from, to) => Promise.resolve(shown.slice(from, to)),
      { seed: 1, order },
    );
    groups.forEach((first, row) => assert.ok(first <= row && groups[first] === first));
    // Pairs each record with the smallest of its group, in any row.
    const smallest = new Map<number, number>();
    rows.forEach((record, at) => {
      const first = groups[at]!;
      smallest.set(first, Math.min(record, smallest.get(first) ?? record));
    });
    return rows.map((record, at) => `${record} ${smallest.get(groups[at]!)}`).sort();
  };
  const asTheyStand = [...texts.keys()];
  const groups = await groupsOf(asTheyStand);
  assert.ok(new Set(groups.map((pair) => pair.split(' ')[1])).size < texts.length);
  assert.deepEqual(await groupsOf(rng.shuffle([...asTheyStand])), groups);
});

test('groups a thousand copies, and returns nothing for no texts', async () => {
  const copies = Array.from(
    { length: 1000 },
    (_, i) => `The same words again and again ${i % 2 ? '!' : ''}`,
  );
  assert.ok((await grouped(copies)).every((group) => group === 0));
  assert.equal((await grouped([])).length, 0);
});

test('can be cancelled', async () => {
  const controller = new AbortController();
  const work = nearDuplicateGroups(
    5000,
    (from, to) => {
      controller.abort();
      return Promise.resolve(Array.from({ length: to - from }, (_, i) => `text ${i}`));
    },
    { seed: 1, signal: controller.signal },
  );
  await assert.rejects(work, CancelledError);
});
