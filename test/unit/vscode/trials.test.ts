import { inOwnWords } from '../../../src/core/errors.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rememberTrials, formatTrial, trialOf } from '../../../src/vscode/embedding/trials.ts';
import type { EmbeddingSetting } from '../../../src/core/embed/blocks.ts';
import type { EmbeddingTrial } from '../../../src/core/engine/evaluationApi.ts';
import { untranslated } from '../../../src/core/localize.ts';

const trial = { name: 'lexical + bge', dimensions: 640, textsPerSecond: 214.6 };
const difference = { value: 0.0412, low: -0.0049, high: 0.087, approximate: true };

test('a trial is reported by its difference, never by a level', () => {
  assert.equal(
    formatTrial({ ...trial, difference }, untranslated),
    '+4.1 points of accuracy (−0.5 … +8.7), 210 texts per second here',
  );
  assert.equal(formatTrial({ ...trial, textsPerSecond: 0 }, untranslated), '');
  assert.equal(
    formatTrial({ ...trial, error: inOwnWords('It is not here.') }, untranslated),
    'It is not here.',
  );
});

test('trials are stored per project and embedding', async () => {
  const values = new Map<string, unknown>();
  const memory = {
    get: (key: string) => values.get(key),
    update: async (key: string, value: unknown) => void values.set(key, value),
    keys: () => [...values.keys()],
  } as Parameters<typeof trialOf>[0];
  const project = (name: string) => ({ toString: () => name });
  const now = 'auto';
  const keep = (name: string, one: EmbeddingTrial, setting: EmbeddingSetting, of = now) =>
    rememberTrials(memory, project(name), [{ trial: one, setting }], of);
  await keep('a', trial, ['lexical', 'static']);
  await keep('a', { ...trial, dimensions: 3 }, 'lexical');
  assert.equal(trialOf(memory, project('a'), ['lexical', 'static'], now)?.dimensions, 640);
  assert.equal(trialOf(memory, project('a'), 'lexical', now)?.dimensions, 3);
  assert.equal(trialOf(memory, project('b'), 'lexical', now), undefined);
  await keep('a', { ...trial, difference, metric: 'microF1' }, 'lexical');
  await keep('a', trial, 'lexical');
  await keep('a', { ...trial, error: inOwnWords('Gone.') }, 'lexical');
  const compared = { ...trial, difference, metric: 'microF1' };
  assert.deepEqual(trialOf(memory, project('a'), 'lexical', now), compared);
  // A difference from a previous embedding does not apply to the current one.
  assert.deepEqual(trialOf(memory, project('a'), 'lexical', 'static'), trial);
  await keep('a', { ...trial, difference }, 'lexical', 'static');
  assert.deepEqual(trialOf(memory, project('a'), 'lexical', 'static')?.difference, difference);
  assert.deepEqual(trialOf(memory, project('a'), 'lexical', now), trial);
});
