import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stoppingAdvice } from '../../../src/core/loop/insights/stoppingAdvice.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import type { Round } from '../../../src/core/store/storedRounds.ts';
import type { RoundComparison } from '../../../src/core/engine/evaluationApi.ts';

const rounds = [20, 40, 60, 80].map((labels, i) => ({ number: i + 1, labels }) as unknown as Round);
const comparison: Pick<RoundComparison, 'comparisons' | 'entropy'> = {
  comparisons: [0.97, 0.96, 0.95].map((kappa, i) => ({
    earlier: i,
    later: i + 1,
    agreement: { kappa, changed: 0.02, perClass: [] },
  })),
  entropy: 0.3,
};

function advice(stopping: object, answers = 100) {
  const text = JSON.stringify({ pool: 'a.jsonl', text: 'text', labels: ['a', 'b'], stopping });
  const { project, problems } = parseProjectFile(text);
  assert.ok(project, english(problems[0]?.message));
  return stoppingAdvice(project, rounds, comparison, answers);
}

describe('C11 stopping rule of the project file', () => {
  it('defaults to a mean κ of .99, and also reports the other rules', () => {
    const told = advice({});
    assert.equal(told.stop, false);
    assert.match(english(told.message), /κ 0\.960; they count as stable from 0\.99/);
    assert.deepEqual(
      told.rules.map(({ rule, met, advises }) => [rule, met, advises]),
      [
        ['stablePredictions', false, true],
        ['classificationChange', false, false],
        ['entropy', false, false],
      ],
    );
    assert.equal(told.at, undefined);
  });

  it('κ and window are configurable', () => {
    assert.equal(advice({ kappa: 0.96 }).stop, true);
    assert.equal(advice({ kappa: 0.96 }).at, 80);
    assert.equal(advice({ kappa: 0.96, window: 1 }).stop, false, 'the last comparison alone');
    assert.match(english(advice({ window: 5 }).message), /6 rounds are needed/);
  });

  it('a different rule can be chosen', () => {
    const change = advice({ rule: 'change', change: 0.03 });
    assert.equal(change.stop, true);
    assert.match(
      english(change.message),
      /changed 2\.0 % of the predictions, no more than the 3\.0 %/,
    );
    assert.match(english(advice({ rule: 'change' }).message), /waits for 0\.5 %/);
    assert.match(
      english(advice({ rule: 'entropy' }).message),
      /uncertainty is 0\.300; your rule waits for 0\.05/,
    );
    assert.equal(advice({ rule: 'entropy', entropy: 0.4 }).stop, true);
    assert.equal(advice({ rule: 'budget', budget: 100 }).stop, true);
    assert.match(
      english(advice({ rule: 'budget', budget: 400 }).message),
      /100 of the 400 answers/,
    );
    assert.match(english(advice({ rule: 'budget' }).message), /No budget is set/);
  });

  it('reports an invalid value at its path', () => {
    for (const stopping of [{ kappa: 2 }, { window: 0 }, { rule: 'luck' }, { budget: -1 }]) {
      const text = JSON.stringify({ pool: 'a', text: 't', labels: ['a', 'b'], stopping });
      const [problem] = parseProjectFile(text).problems;
      assert.deepEqual(problem?.path, ['stopping', Object.keys(stopping)[0]]);
    }
  });
});
