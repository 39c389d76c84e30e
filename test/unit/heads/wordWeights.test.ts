import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellingSpans, wordWeights } from '../../../src/core/heads/wordWeights.ts';
import { matrix } from '../../../src/core/math/matrix.ts';

/** p of column 1 is the logistic function of 2 · "good" − 3 · "bad" + 0.1 · "fine". */
const scores: Readonly<Record<string, number>> = { good: 2, bad: -3, fine: 0.1 };

async function predict(texts: readonly string[]) {
  const out = matrix(texts.length, 2);
  texts.forEach((text, i) => {
    const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
    const z = words.reduce((sum, word) => sum + (scores[word] ?? 0), 0);
    out.data[2 * i + 1] = 1 / (1 + Math.exp(-z));
    out.data[2 * i] = 1 - out.data[2 * i + 1]!;
  });
  return out;
}

test('a word weighs what the logit loses without it, wherever it stands', async () => {
  const weights = await wordWeights('Good but bad. So good, so fine', 1, predict);
  const [first] = weights;
  assert.deepEqual(first!.spans, [
    { from: 0, to: 4 },
    { from: 17, to: 21 },
  ]);
  assert.ok(Math.abs(first!.weight - 4) < 1e-4);
  assert.ok(Math.abs(weights.at(-1)!.weight + 3) < 1e-4);
  assert.deepEqual(tellingSpans(weights), [
    { from: 0, to: 4, strength: 1 },
    { from: 17, to: 21, strength: 1 },
  ]);
});

test('what speaks for no label, and texts of one word, tell nothing', async () => {
  assert.deepEqual(await wordWeights('good', 1, predict), []);
  assert.deepEqual(tellingSpans(await wordWeights('bad or bad', 1, predict)), []);
});

test('languages without spaces have words too', async () => {
  const weights = await wordWeights('我要退款', 1, predict);
  assert.ok(weights.length >= 2);
});

test('a text that would take too long is left alone', async () => {
  const text = Array.from({ length: 3000 }, (_, i) => `word${i}`).join(' ');
  assert.deepEqual(await wordWeights(text, 1, () => assert.fail('not asked')), []);
});
