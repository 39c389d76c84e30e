import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { builtInAcquisitions } from '../../../src/core/acquisition/registry.ts';
import type { LabelTask } from '../../../src/core/acquisition/acquisition.ts';
import { strategyNames } from '../../../src/core/query/parseStrategy.ts';
import { defaultQuery } from '../../../src/core/projectFile/projectFile.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { strategyGroups } from '../../../src/vscode/strategyGroups.ts';
import { strategySentence } from '../../../src/vscode/text/strategies.ts';

const namesOf = (task: LabelTask): string[] =>
  strategyGroups(untranslated, task).flatMap(({ strategies }) => strategies);
const listed = namesOf('single');

describe('D10 the strategy picker', () => {
  for (const task of ['single', 'multi'] as const) {
    test(`lists every built-in strategy of the task ${task} once`, () => {
      const names = strategyNames(builtInAcquisitions, task);
      assert.deepEqual(namesOf(task).sort(), names.sort());
    });

    test(`begins with the default of ${task} and ends with random`, () => {
      assert.equal(namesOf(task)[0], defaultQuery(task).strategy);
      assert.equal(namesOf(task).at(-1), 'random');
    });
  }

  test('says which strategies ask models without a label prior', () => {
    const without = listed.filter((name) =>
      /no label prior$/.test(strategySentence(name, untranslated)!),
    );
    const { strategies } = strategyGroups(untranslated, 'single').find(({ strategies: all }) =>
      all.includes('bald'),
    )!;
    assert.deepEqual(without, strategies);
  });

  test('describes each strategy differently', () => {
    for (const task of ['single', 'multi'] as const) {
      const names = namesOf(task);
      const sentences = names.map((name) => strategySentence(name, untranslated));
      assert.ok(sentences.every((sentence) => sentence !== undefined && sentence !== ''));
      assert.equal(new Set(sentences).size, names.length);
    }
  });
});
