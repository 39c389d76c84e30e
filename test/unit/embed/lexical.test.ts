import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { CancelledError, UserError } from '../../../src/core/errors.ts';
import type { TextBlocks } from '../../../src/core/embed/embedder.ts';
import { fitLexical } from '../../../src/core/embed/fitLexical.ts';
import { LexicalEmbedder } from '../../../src/core/embed/lexicalEmbedder.ts';
import { NgramHasher, prepareText } from '../../../src/core/embed/ngrams.ts';
import { DocumentFrequencies, TfidfVectorizer } from '../../../src/core/embed/tfidf.ts';
import type { Progress } from '../../../src/core/progress.ts';
import { Rng } from '../../../src/core/rng.ts';
import { english } from '../../harness/english.ts';

interface TfidfFixture {
  texts: string[];
  cases: { minFrequency: number; columns: number; entries: number; gram: number[][] }[];
}

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/embed/tfidf.json', import.meta.url), 'utf8'),
) as TfidfFixture;

const range = { words: 2, charMin: 2, charMax: 4 } as const;

function poolOf(texts: readonly string[]): TextBlocks {
  return { size: texts.length, texts: (from, to) => Promise.resolve(texts.slice(from, to)) };
}

/** Sentences on two themes with distinct vocabularies and some common words. */
function themedTexts(n: number, seed: number): string[] {
  const rng = new Rng(seed);
  const themes = [
    ['parcel', 'courier', 'delivery', 'late', 'address', 'tracking', 'box', 'van'],
    ['invoice', 'charge', 'refund', 'card', 'payment', 'bank', 'fee', 'price'],
  ];
  const common = ['the', 'my', 'is', 'about', 'please', 'again', 'since', 'monday', 'and'];
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: 12 }, () => {
      const words = rng.uniform() < 0.5 ? themes[i % 2]! : common;
      return words[rng.integer(words.length)]!;
    }).join(' '),
  );
}

const dot = (v: Float32Array, i: number, j: number, width: number): number => {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += v[i * width + k]! * v[j * width + k]!;
  return sum;
};

for (const { minFrequency, columns, entries, gram } of fixture.cases) {
  test(`TF-IDF matches scikit-learn at minimum document frequency ${minFrequency}`, () => {
    const frequencies = new DocumentFrequencies(range);
    for (const text of fixture.texts) frequencies.add(text);
    const vocabulary = frequencies.vocabulary(minFrequency, 65_536);
    assert.equal(vocabulary.hashes.length, columns);
    const x = new TfidfVectorizer(vocabulary).transform(fixture.texts);
    assert.equal(x.starts[x.rows], entries);
    for (let i = 0; i < x.rows; i++) {
      const row = new Map<number, number>();
      for (let e = x.starts[i]!; e < x.starts[i + 1]!; e++) row.set(x.columns[e]!, x.values[e]!);
      for (let j = 0; j < x.rows; j++) {
        let product = 0;
        for (let e = x.starts[j]!; e < x.starts[j + 1]!; e++) {
          product += x.values[e]! * (row.get(x.columns[e]!) ?? 0);
        }
        assert.ok(Math.abs(product - gram[i]![j]!) < 1e-6, `${i},${j}: ${product} ${gram[i]![j]}`);
      }
    }
  });
}

test('pruning keeps the most frequent n-grams and breaks ties independently of text order', () => {
  const count = (texts: readonly string[]): DocumentFrequencies => {
    const frequencies = new DocumentFrequencies(range);
    for (const text of texts) frequencies.add(text);
    return frequencies;
  };
  const all = count(fixture.texts).vocabulary(1, 65_536);
  const kept = count(fixture.texts).vocabulary(1, 50);
  assert.equal(kept.hashes.length, 50);
  assert.deepEqual(kept.idf, all.idf.slice(0, 50), 'the commonest have the smallest idf');
  assert.ok(all.idf[49] === all.idf[50], 'the fixture has a tie at the cut');
  assert.deepEqual(count([...fixture.texts].reverse()).vocabulary(1, 50), kept);
});

test('ignores a minimum document frequency that would prune everything', () => {
  const frequencies = new DocumentFrequencies(range);
  frequencies.add('alpha');
  frequencies.add('beta');
  assert.ok(frequencies.vocabulary(5, 100).hashes.length > 0);
});

test('tokenises scripts without spaces by character, symbols and emoji by run', () => {
  const words = (text: string): number =>
    new NgramHasher({ words: 1, charMin: 2, charMax: 0 }).hash(text).words;
  assert.equal(words('two words'), 2);
  assert.equal(words('私は猫'), 3);
  assert.equal(words('great!!! 👍👍'), 3);
  assert.equal(words('a_b-c'), 3);
  assert.equal(words('हिन्दी'), 1);
  assert.equal(words('   \n\u0000 '), 0);
  assert.equal(words(''), 0);
});

test('normalises HTML entities, Unicode composition and case', () => {
  assert.equal(
    prepareText('Tom &amp; JERRY &lt;3 &#39;s &unknown;'),
    "tom & jerry <3 's &unknown;",
  );
  assert.equal(prepareText('Cafe\u0301'), 'caf\u00e9');
  assert.equal(prepareText('&#1114112;&#999999;').length > 0, true);
});

test('hashes a text of 200,000 characters', () => {
  const { size } = new NgramHasher(range).hash('x '.repeat(100_000));
  assert.ok(size > 200_000);
});

test('rows have unit length, themes separate, and an unknown text is a zero row', async () => {
  const embedder = await fitLexical(poolOf(themedTexts(300, 1)), { seed: 1, pause: setImmediate });
  const [a, b, c] = ['late parcel with the courier', 'van and tracking box', 'bank charge and fee'];
  const v = await embedder.embed([a, b, c, '', 'ΩΩΩ']);
  const d = embedder.dimensions;
  for (const i of [0, 1, 2]) assert.ok(Math.abs(dot(v, i, i, d) - 1) < 1e-5);
  assert.equal(dot(v, 3, 3, d), 0);
  assert.ok(dot(v, 0, 1, d) > dot(v, 0, 2, d) + 0.1);
});

test('with fewer records than dimensions, the dimensions equal the rank', async () => {
  const embedder = await fitLexical(poolOf(fixture.texts), { seed: 1, pause: setImmediate });
  assert.ok(embedder.dimensions >= 6 && embedder.dimensions <= 8, `${embedder.dimensions}`);
  const one = await fitLexical(poolOf(['ok']), { seed: 1, pause: setImmediate });
  assert.equal(one.dimensions, 1);
  const same = await fitLexical(poolOf(['same', 'same', 'same']), { seed: 1, pause: setImmediate });
  assert.equal(same.dimensions, 1);
});

test('vectors and fingerprint depend only on the seed', async () => {
  const pool = poolOf(themedTexts(500, 2));
  const options = { pause: setImmediate, dimensions: 20, sample: 200 };
  const first = await fitLexical(pool, { ...options, seed: 4 });
  const again = await fitLexical(pool, { ...options, seed: 4 });
  const other = await fitLexical(pool, { ...options, seed: 5 });
  assert.equal(first.fingerprint, again.fingerprint);
  assert.notEqual(first.fingerprint, other.fingerprint);
  assert.deepEqual(await first.embed(['late parcel']), await again.embed(['late parcel']));
});

test('a vector does not depend on the other texts of its batch', async () => {
  const texts = themedTexts(300, 3);
  const embedder = await fitLexical(poolOf(texts), { seed: 1, pause: setImmediate });
  const all = await embedder.embed(texts);
  const d = embedder.dimensions;
  for (const i of [0, 63, 64, 65, 299]) {
    assert.deepEqual(await embedder.embed([texts[i]!]), all.slice(i * d, (i + 1) * d));
  }
});

test('round-trips through bytes, also at an unaligned offset, and rejects damaged ones', async () => {
  const embedder = await fitLexical(poolOf(themedTexts(80, 4)), { seed: 1, pause: setImmediate });
  const bytes = embedder.toBytes();
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const restored = LexicalEmbedder.fromBytes(shifted.subarray(3), setImmediate);
  assert.equal(restored.fingerprint, embedder.fingerprint);
  const buffer = Buffer.from(shifted.buffer, 3);
  assert.equal(LexicalEmbedder.fromBytes(buffer, setImmediate).fingerprint, embedder.fingerprint);
  assert.deepEqual(
    await restored.embed(['refund my fee']),
    await embedder.embed(['refund my fee']),
  );

  const refused = (change: (copy: Uint8Array) => Uint8Array, why: RegExp): void => {
    assert.throws(
      () => LexicalEmbedder.fromBytes(change(bytes.slice()), setImmediate),
      (error) => error instanceof UserError && why.test(english(error.problem)),
    );
  };
  refused((copy) => copy.subarray(0, copy.length - 4), /not complete/);
  refused((copy) => copy.subarray(0, 7), /not complete/);
  refused((copy) => copy.fill(0, 0, 4), /wrong file format/);
  refused((copy) => copy.fill(9, 4, 5), /version 9/);
});

test('rejects a pool of empty texts with a message', async () => {
  for (const texts of [[], ['', '  ']]) {
    await assert.rejects(
      fitLexical(poolOf(texts), { seed: 1, pause: setImmediate }),
      (error) => error instanceof UserError && /no text to embed/.test(english(error.problem)),
    );
  }
});

test('progress never decreases and ends at 100 of 100', async () => {
  const steps: Progress[] = [];
  await fitLexical(poolOf(themedTexts(200, 5)), {
    seed: 1,
    pause: setImmediate,
    onProgress: (progress) => steps.push(progress),
  });
  assert.ok(steps.every((s, i) => i === 0 || s.step >= steps[i - 1]!.step));
  assert.deepEqual(steps.at(-1), {
    what: { code: 'progress.lexical', params: {} },
    step: 100,
    steps: 100,
  });
});

test('an abort stops fitting and embedding at the next pause', async () => {
  for (const last of [1, 4, 12]) {
    const controller = new AbortController();
    let pauses = 0;
    const pause = async (): Promise<void> => {
      if (++pauses === last) controller.abort();
      await setImmediate();
    };
    await assert.rejects(
      fitLexical(poolOf(themedTexts(200, 5)), { seed: 1, pause, signal: controller.signal }),
      CancelledError,
    );
    assert.equal(pauses, last);
  }
  const embedder = await fitLexical(poolOf(themedTexts(80, 4)), { seed: 1, pause: setImmediate });
  await assert.rejects(embedder.embed(['x'], AbortSignal.abort()), CancelledError);
});
