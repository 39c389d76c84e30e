import assert from 'node:assert/strict';
import { test } from 'node:test';
import { says } from '../../../harness/english.ts';
import { UserError } from '../../../../src/core/errors.ts';
import {
  ColumnCensus,
  isTagFirst,
  type WordColumns,
} from '../../../../src/core/interchange/formats/conll/wordColumns.ts';

function columns(sentences: readonly string[], question?: string): WordColumns {
  const census = new ColumnCensus();
  for (const sentence of sentences) census.add(rowsOf(sentence));
  return census.columns(question);
}

/** Lines are separated by slashes. */
function rowsOf(sentence: string): string[][] {
  return sentence.split(' / ').map((line) => line.split(' '));
}

test('the tag is in the last column, and words follow their numbers', () => {
  assert.deepEqual(columns(['Ada B-PER / slept O']), { word: 0, tag: -1 });
  assert.deepEqual(columns(['1 Ada B-PER / 2 slept O', '1 Bo B-PER']), { word: 1, tag: -1 });
  assert.deepEqual(columns(['1 O / 2 B-NUM']), { word: 0, tag: -1 });
});

test('tags of phrases are not asked about beside those of entities', () => {
  const sentence = 'The DT B-NP O / Hague NNP I-NP B-LOC / slept VBD B-VP O';
  assert.deepEqual(columns([sentence]), { word: 0, tag: -1 });
  const german = 'Nordirland Nordirland NE I-NC I-LOC / siegte siegen VVFIN I-VC O';
  assert.deepEqual(columns([german]), { word: 0, tag: -1 });
});

test('several columns of entities: one is named, or the columns are', () => {
  const sentences = ['1 Uni B-ORG O / 2 Rome I-ORG B-LOC', '1 slept O O'];
  assert.deepEqual(columns(sentences, 'column3'), { word: 1, tag: 2 });
  assert.deepEqual(columns(sentences, 'column4'), { word: 1, tag: 3 });
  for (const question of [undefined, 'column2']) {
    assert.throws(() => columns(sentences, question), says(/--question: column3, column4\./));
  }
  assert.throws(() => columns(['Ada B-PER'], 'column9'), UserError);
  // The last line is cut off.
  assert.throws(() => columns([...sentences, '1 Ada B-PER'], undefined), UserError);
  assert.deepEqual(columns([`w ${'B-X '.repeat(4000)}B-X`]), { word: 0, tag: -1 });
});

test('a tag before its word', () => {
  assert.deepEqual(columns(['O a / B-Rating four / I-Rating star', 'O O']), { word: -1, tag: 0 });
  assert.equal(isTagFirst(rowsOf('O a / B-Rating four')), true);
  assert.equal(isTagFirst(rowsOf('O a / O four')), false);
  assert.equal(isTagFirst(rowsOf('O O / B-x B-x')), false);
});
