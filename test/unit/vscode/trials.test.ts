import { inOwnWords } from '../../../src/core/errors.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rememberTrials, formatTrial, trialOf } from '../../../src/vscode/embedding/trials.ts';
import { untranslated } from '../../../src/core/localize.ts';

const trial = { name: 'lexical + bge', dimensions: 640, textsPerSecond: 214.6 };
const difference = { value: 0.0412, low: -0.0049, high: 0.087, approximate: true };

test('a trial is reported by its difference, never by a level', () => {
  assert.equal(
    formatTrial({ ...trial, difference }, untranslated),
    '+4.1 points of accuracy (−0.5 … +8.7), 210 texts a second here',
  );
  assert.equal(formatTrial({ ...trial, textsPerSecond: 0 }, untranslated), '');
  assert.equal(
    formatTrial({ ...trial, trouble: inOwnWords('It is not here.') }, untranslated),
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
  await rememberTrials(memory, project('a'), [{ trial, setting: ['lexical', 'static'] }]);
  await rememberTrials(memory, project('a'), [
    { trial: { ...trial, dimensions: 3 }, setting: 'lexical' },
  ]);
  assert.equal(trialOf(memory, project('a'), ['lexical', 'static'])?.dimensions, 640);
  assert.equal(trialOf(memory, project('a'), 'lexical')?.dimensions, 3);
  assert.equal(trialOf(memory, project('b'), 'lexical'), undefined);
  await rememberTrials(memory, project('a'), [
    { trial: { ...trial, difference }, setting: 'lexical' },
  ]);
  await rememberTrials(memory, project('a'), [{ trial, setting: 'lexical' }]);
  await rememberTrials(memory, project('a'), [
    { trial: { ...trial, trouble: inOwnWords('Gone.') }, setting: 'lexical' },
  ]);
  assert.deepEqual(trialOf(memory, project('a'), 'lexical'), { ...trial, difference });
});
