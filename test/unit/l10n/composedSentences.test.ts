import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { composedSentences } from './composedSentences.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Headings and cells of tables. */
const tables = 'src/commandLine/simulationTables.ts';

test('the command line takes every sentence from the text tables', () => {
  const names = readdirSync(join(root, 'src/commandLine')).map((name) => `src/commandLine/${name}`);
  const composed = ['src/cli.ts', ...names]
    .filter((path) => path !== tables)
    .flatMap((path) => composedSentences(path, readFileSync(join(root, path), 'utf8')));
  assert.deepEqual(composed, []);
});

describe('a sentence of the command line', () => {
  const found = (text: string): string[] => composedSentences('a.ts', text);

  for (const sentence of ["'Stopped.\\n'", '`Batch ${number}`', '`Label prior: off${reason}.`'])
    test(`is found: ${sentence}`, () => {
      assert.equal(found(`print(${sentence});`).length, 1);
    });

  test('is no usage text, no option with its value, no format of data', () => {
    assert.deepEqual(found('export const trainUsage = `Trains the model of a project`;'), []);
    assert.deepEqual(found("reject({ one: '--initial-order file' });"), []);
    assert.deepEqual(found('print(`${file}:${line}: ${english(problem)}`);'), []);
  });
});
