// The core's own tokenizer against the library used by the transformer adapter.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WordPieceTokenizer } from '../../../src/core/wordpiece/wordPieceTokenizer.ts';
import { unusualTexts } from '../../generators/texts/unusualTexts.ts';
import { bertPieces, libraryTokenizer } from '../../fixtures/embed/bertTokenizer.ts';

const pieces = await bertPieces();
const library = await libraryTokenizer(pieces);
const ours = new WordPieceTokenizer(pieces);

// `npm run bench -- wordpiece` compares 100,000 texts and every character of Unicode.
test('5,000 generated texts of all scripts get the library’s ids', () => {
  let strange = 0;
  for (const text of unusualTexts(5000, 7, pieces)) {
    const expected = library(text);
    assert.deepEqual([...ours.encode(text)], expected, JSON.stringify(text));
    if (expected.includes(100)) strange++;
  }
  assert.ok(strange > 500 && strange < 4500, `${strange} texts have a word that is unknown`);
});

test('every character of the BMP gets the library’s ids, alone and inside a word', () => {
  for (let from = 0; from < 0x10000; from += 16) {
    let text = '';
    for (let unit = from; unit < from + 16; unit++) {
      const character = String.fromCharCode(unit);
      text += `${character} a${character}b Σ${character} `;
    }
    assert.deepEqual([...ours.encode(text)], library(text), `from U+${from.toString(16)}`);
  }
});
