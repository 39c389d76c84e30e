import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { builtInStrategies } from '../../../src/core/query/parseStrategy.ts';
import { projectDefaults } from '../../../src/core/projectFile/projectFile.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { strategyGroups } from '../../../src/vscode/strategyGroups.ts';
import { strategySentence } from '../../../src/vscode/text/strategies.ts';

const listed = strategyGroups(untranslated).flatMap(({ strategies }) => strategies);

describe('D10 the strategy picker', () => {
  test('lists every built-in strategy once', () => {
    assert.deepEqual([...listed].sort(), [...builtInStrategies].sort());
  });

  test('begins with the default and ends with random', () => {
    assert.equal(listed[0], projectDefaults.query.strategy);
    assert.equal(listed.at(-1), 'random');
  });

  test('says which strategies ask models without a label prior', () => {
    const without = listed.filter((name) =>
      /no label prior$/.test(strategySentence(name, untranslated)!),
    );
    const { strategies } = strategyGroups(untranslated).find(({ strategies: all }) =>
      all.includes('bald'),
    )!;
    assert.deepEqual(without, strategies);
  });

  test('describes each strategy differently', () => {
    const sentences = listed.map((name) => strategySentence(name, untranslated));
    assert.ok(sentences.every((sentence) => sentence !== undefined && sentence !== ''));
    assert.equal(new Set(sentences).size, listed.length);
  });
});
