import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../../src/core/errors.ts';
import { WordPieceTokenizer } from '../../../src/core/wordpiece/wordPieceTokenizer.ts';

const pieces =
  "[PAD] [UNK] [CLS] [SEP] un ##aff ##able aff able cafe don ' t ! ##s 東 京 σ ##σ ##ς a ##a".split(
    ' ',
  );
const tokenizer = new WordPieceTokenizer(pieces);
const split = (text: string): string[] => [...tokenizer.encode(text)].map((id) => pieces[id]!);

const cases: [string, string, string][] = [
  ['the longest piece comes first, those inside a word after it', 'unaffable', 'un ##aff ##able'],
  ['a word that does not come out is unknown as a whole', 'unaffablex able', '[UNK] able'],
  ['capitals, accents and combining marks go', 'CAFÉ cafe\u0301 UNABLE', 'cafe cafe un ##able'],
  ['punctuation stands alone', "Don't!!", "don ' t ! !"],
  ['ideographs are words without blanks', '東京cafe', '東 京 cafe'],
  [
    'zero-width characters and controls leave no gap',
    'un\u200bable un\u0000able',
    'un ##able un ##able',
  ],
  ['a sigma is final at the end of a word', 'ΣΣΣ', 'σ ##σ ##ς'],
  [
    'special pieces are read where they are written',
    'able[SEP]aff[sep',
    'able [SEP] aff [UNK] [UNK]',
  ],
  ['an emoji is unknown', '👍 able', '[UNK] able'],
  ['100 characters are a word', 'a'.repeat(100), `a${' ##a'.repeat(99)}`],
  ['101 are unknown', 'a'.repeat(101), '[UNK]'],
  ['blanks and nothing give nothing', ' \t\u3000\n', ''],
];
for (const [name, text, expected] of cases) {
  test(name, () => assert.deepEqual(split(text), expected.split(' ').filter(Boolean)));
}

test('tokenises a text of 10,000 words completely', () => {
  const ids = tokenizer.encode('unaffable '.repeat(10_000));
  assert.equal(ids.length, 30_000);
  assert.equal(pieces[ids.at(-1)!], '##able');
});

test('returned ids are not overwritten by the next text', () => {
  const first = tokenizer.encode('able');
  tokenizer.encode('cafe cafe');
  assert.deepEqual([...first], [pieces.indexOf('able')]);
});

for (const [what, wrong] of [
  ['without [UNK]', ['a', 'b']],
  ['with a piece named twice', ['[UNK]', 'a', 'a']],
  ['with an empty line', ['[UNK]', '', 'a']],
] as const) {
  test(`rejects a vocabulary ${what}`, () => {
    assert.throws(() => new WordPieceTokenizer(wrong), UserError);
  });
}
