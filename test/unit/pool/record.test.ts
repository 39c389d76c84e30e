import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  normaliseText,
  recordIdFrom,
  recordIdOf,
  recordIdToBytes,
} from '../../../src/core/record.ts';

test('collapses and trims any white space, and keeps case', () => {
  assert.equal(
    normaliseText('  Where\tis\r\n\n my\u00a0PARCEL?\u2028\u0085 '),
    'Where is my PARCEL?',
  );
  assert.equal(normaliseText('one two'), 'one two');
  assert.equal(normaliseText('one  two'), 'one two');
  assert.equal(normaliseText(' one'), 'one');
  assert.equal(normaliseText('one '), 'one');
  assert.equal(normaliseText('a\u0007b'), 'a\u0007b');
  assert.equal(normaliseText(' \n'), '');
  assert.equal(normaliseText(''), '');
});

test('composed and decomposed letters are equal', () => {
  assert.equal(normaliseText('Cafe\u0301'), 'Caf\u00e9');
  assert.equal(recordIdOf('Cafe\u0301  au lait'), recordIdOf('Caf\u00e9 au lait'));
  assert.notEqual(recordIdOf('Cafe'), recordIdOf('cafe'));
});

test('ids equal MurmurHash3 x86_128 over UTF-16LE, from mmh3 5 in Python', () => {
  // mmh3.hash_bytes(text.encode('utf-16-le'), 0, x64arch=False).hex()
  const golden: [string, string][] = [
    ['', '00000000000000000000000000000000'],
    ['a', '96b13b03e14fefcce14fefcce14fefcc'],
    ['ab', '53b90f26fdb622affdb622affdb622af'],
    ['The parcel', 'a3098a824c6dbb0646641d19bdeee799'],
    ['abcdefg', '5ede1f85ab9a1af8321f352aa78c8efa'],
    ['abcdefgh', '5576356ca198f88d0d236da714711442'],
    ['abcdefghi', '32d7a31786e4ee37e19ed304dc6d7fee'],
    ['Привет, мир 😀 äöü', 'e83edd32bd0152a04681519e6e97db6f'],
    ['x'.repeat(1000), 'ee61f2d6b6590a0108a1db1156552994'],
  ];
  for (const [text, id] of golden) assert.equal(recordIdOf(text), id, JSON.stringify(text));
});

test('ids round-trip through bytes, and invalid ids have none', () => {
  const id = recordIdOf('The parcel');
  assert.equal(recordIdFrom(recordIdToBytes(id)!), id);
  assert.equal(recordIdToBytes('no id'), undefined);
  assert.equal(recordIdToBytes(id.toUpperCase()), undefined);
});

test('a hundred thousand similar texts have distinct ids', () => {
  const ids = new Set(Array.from({ length: 100_000 }, (_, i) => recordIdOf(`ticket ${i}`)));
  assert.equal(ids.size, 100_000);
});
