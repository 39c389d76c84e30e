import assert from 'node:assert/strict';
import { test } from 'node:test';
import { untranslated } from '../../../src/core/localize.ts';
import { formatModelFacts } from '../../../src/vscode/text/modelFactsText.ts';

const text = (facts: Parameters<typeof formatModelFacts>[0]) =>
  formatModelFacts(facts, untranslated);

test('facts of a model are shown in a fixed order, including those that are not stated', () => {
  assert.equal(
    text({ languages: ['en', 'de'], dimensions: 384, licence: 'mit', size: 134.6e6 }),
    'English, German; 384 dimensions; licence MIT; 135 MB',
  );
  assert.equal(
    text({}),
    'languages not stated; dimensions not stated; licence not stated; size not stated',
  );
});

test('many languages are counted, and licences are written as usual', () => {
  const of = (...languages: string[]) => text({ languages }).split('; ')[0];
  assert.equal(of('en', 'multilingual'), 'many languages');
  assert.equal(of('en', 'de', 'fr', 'es', 'it'), '5 languages');
  assert.equal(of('zh_Hant'), 'Traditional Chinese');
  const licence = (given: string) => text({ licence: given }).split('; ')[2];
  assert.equal(licence('apache-2.0'), 'licence Apache 2.0');
  assert.equal(licence('cc-by-nc-4.0'), 'licence CC-BY-NC-4.0');
  assert.equal(licence('gemma'), 'licence gemma');
});
