import assert from 'node:assert/strict';
import { test } from 'node:test';
import { studySets } from '../../bench/studySets.ts';
import { priorNames, studyMarkdown, type SetResults } from '../../bench/studyTables.ts';

const marks = [20, 50, 60, 100, 200, 500];

/** The results of a data set for some ways of labelling, with one seed each. */
function results(...names: readonly string[]): SetResults {
  return {
    sizes: { pool: 1000, test: 200, alsoInTest: 0 },
    fullData: [],
    curves: names.map((name, i) => ({
      name,
      seed: 1,
      points: marks.map((labels) => {
        const score = 0.5 + labels / 2000 + i / 10;
        const scores = { accuracy: score, macroF1: score, rocAuc: score };
        return { labels, ...scores, characters: 0, c: 10, s: 0, fitMs: 0, scoreMs: 0 };
      }),
    })),
  };
}

test('the study’s tables include sets with results for some ways only', () => {
  const text = studyMarkdown(studySets, {
    tweets: results(priorNames.none, priorNames.auto),
    questions: results('new default'),
    banking77: results('old default', 'new default'),
  });
  const [, saved = '', words = ''] = text.split(/^## /m);
  assert.match(saved, /Bank intents.*\| 0\.750 \| – \|/);
  assert.doesNotMatch(saved, /Tweets|Questions/);
  assert.match(words, /Tweets.*auto \| \+0\.100/);
  assert.match(text, /^## Questions/m);
  assert.doesNotMatch(text, /^## Tweets/m);
});
