import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findContradictions } from '../../../src/core/quality/contradictions.ts';
import { wordPairs } from '../../../src/core/quality/wordPairs.ts';
import { Rng } from '../../../src/core/rng.ts';
import { close } from '../metrics/close.ts';

const parcel = 'my parcel arrived two weeks late and nobody answers the phone';

describe('C9 contradictions', () => {
  it('are near-duplicate texts with different labels, most similar first, each pair once', () => {
    const texts = [
      `${parcel} today`,
      `${parcel.toUpperCase()}!`,
      'where do I find the invoice of last month please',
      'Where do I find the invoice of last month, please?',
      parcel,
    ];
    const found = findContradictions(texts, [0, 1, 2, 3, 1]);
    assert.deepEqual(
      found.map(({ first, second }) => [first, second]),
      [
        [2, 3],
        [0, 1],
      ],
    );
    close(found[0]!.similarity, 1);
    // Eleven words form ten pairs; one more word makes eleven.
    close(found[1]!.similarity, 10 / 11);
  });

  it('exclude texts that merely share a topic', () => {
    const topical = [
      'the card payment was declined at the shop',
      'the card payment was charged twice',
      'my card payment does not show',
      'I love this phone',
      'I hate this phone',
    ];
    assert.deepEqual(findContradictions(topical, [0, 1, 2, 3, 4]), []);
  });

  it('include a text that is equally similar to one with the same label', () => {
    const found = findContradictions([parcel, `${parcel}.`, `${parcel} !`], [0, 0, 1]);
    assert.deepEqual(
      found.map(({ first, second }) => [first, second]),
      [
        [0, 2],
        [1, 2],
      ],
    );
  });

  it('exclude a record that is more similar to one with its own label', () => {
    const texts = [parcel, parcel, `${parcel} today`, `${parcel} today`];
    assert.deepEqual(findContradictions(texts, [0, 0, 1, 1]), []);
  });

  it('are found in scripts without spaces, and in texts without words', () => {
    assert.deepEqual([...wordPairs('我要退款')], ['我 要', '要 退', '退 款']);
    assert.deepEqual([...wordPairs(' ?! ')], ['?!']);
    assert.equal(findContradictions(['?!', '?!'], [0, 1]).length, 1);
    assert.equal(findContradictions(['Refund', 'refund.'], [0, 1]).length, 1);
  });

  it('match a brute-force comparison of all pairs', () => {
    const rng = new Rng(3);
    const words = ['a', 'b', 'c', 'd'];
    const texts = Array.from({ length: 60 }, () =>
      Array.from({ length: 2 + rng.integer(4) }, () => words[rng.integer(4)]).join(' '),
    );
    const labels = texts.map(() => rng.integer(3));
    const like = (i: number, j: number): number => {
      const [a, b] = [wordPairs(texts[i]!), wordPairs(texts[j]!)];
      const shared = [...a].filter((pair) => b.has(pair)).length;
      return shared / (a.size + b.size - shared);
    };
    const plain = new Set<string>();
    for (let i = 0; i < texts.length; i++) {
      const others = texts.flatMap((_, j) => (j === i ? [] : [{ j, value: like(i, j) }]));
      const most = Math.max(...others.map(({ value }) => value));
      if (most < 0.5 || !others.some(({ j, value }) => value === most && labels[j] !== labels[i]))
        continue;
      plain.add(`${i}`);
    }
    const found = findContradictions(texts, labels, 0.5);
    const ends = new Set(found.flatMap(({ first, second }) => [`${first}`, `${second}`]));
    for (const i of plain) assert.ok(ends.has(i), `record ${i}`);
    for (const { first, second, similarity } of found) {
      close(similarity, like(first, second));
      assert.notEqual(labels[first], labels[second]);
    }
  });

  it('reject different lengths', () => {
    assert.throws(() => findContradictions(['a'], [0, 1]), says(/1 texts, 2 labels/));
  });
});
