import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explanationSpans, wordWeights } from '../../../src/core/heads/wordWeights.ts';
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

test('the weight of a word is the drop in the logit without it, over all occurrences', async () => {
  const weights = await wordWeights('Good but bad. So good, so fine', 1, predict);
  const [first] = weights;
  assert.deepEqual(first!.spans, [
    { from: 0, to: 4 },
    { from: 17, to: 21 },
  ]);
  assert.ok(Math.abs(first!.weight - 4) < 1e-4);
  assert.ok(Math.abs(weights.at(-1)!.weight + 3) < 1e-4);
  assert.deepEqual(explanationSpans(weights), [
    { from: 0, to: 4, strength: 1 },
    { from: 17, to: 21, strength: 1 },
  ]);
});

test('one-word texts and words against the label give no explanation', async () => {
  assert.deepEqual(await wordWeights('good', 1, predict), []);
  assert.deepEqual(explanationSpans(await wordWeights('bad or bad', 1, predict)), []);
});

test('D12 stop words of the text’s language are never part of an explanation', async () => {
  const told = async (
    text: string,
    weights: Readonly<Record<string, number>>,
  ): Promise<string[]> => {
    const lowered = Object.entries(weights);
    const found = await wordWeights(text, 1, (texts) => {
      const out = matrix(texts.length, 2);
      texts.forEach((one, i) => {
        const words = one.toLowerCase().split(/[\s.,?]+/);
        const z = lowered.reduce((sum, [word, w]) => sum + (words.includes(word) ? w : 0), 0);
        out.data[2 * i + 1] = 1 / (1 + Math.exp(-z));
        out.data[2 * i] = 1 - out.data[2 * i + 1]!;
      });
      return Promise.resolve(out);
    });
    return explanationSpans(found).map(({ from, to }) => text.slice(from, to));
  };
  const english = { to: 2, my: 1, "i've": 1, card: 1, not: 0.9, die: 0.5 };
  assert.deepEqual(
    await told("I've not been able to use my card, did it die?", english),
    ['not', 'card', 'die'],
    'a word of denial is none of them',
  );
  assert.deepEqual(
    await told('Die Karte ist nicht in der Post', { die: 2, in: 1, der: 1, karte: 1, nicht: 0.5 }),
    ['Karte', 'nicht'],
  );
  assert.deepEqual(await told('to be or to do', { to: 2, be: 1 }), []);
});

test('segments words in languages without spaces', async () => {
  const weights = await wordWeights('我要退款', 1, predict);
  assert.ok(weights.length >= 2);
});

test('skips a text that would take too long', async () => {
  const text = Array.from({ length: 3000 }, (_, i) => `word${i}`).join(' ');
  assert.deepEqual(await wordWeights(text, 1, () => assert.fail('not asked')), []);
});
