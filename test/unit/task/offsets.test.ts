import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import { normaliseText } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';
import { offsetUnits, toNormalised, toUnits } from '../../../src/core/task/offsets.ts';
import { randomText } from './texts.ts';

test('recognises every character that can compose with the one before it', () => {
  const behind = /[\p{M}\u1160-\u11ff\ud7b0-\ud7ff\u{16d67}]/u;
  const unknown: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code === 0xd800) code = 0xe000;
    const [, ...rest] = String.fromCodePoint(code).normalize('NFD');
    unknown.push(...rest.filter((character) => !behind.test(character)));
  }
  assert.deepEqual(unknown, []);
});

test('maps ranges to normalised text: by hand', () => {
  const cases: [text: string, start: number, end: number, expected: string, moved: boolean][] = [
    ['one  two', 0, 3, 'one', false],
    ['one  two', 0, 4, 'one ', true],
    ['one  two', 4, 8, ' two', true],
    ['one  two', 3, 5, ' ', false],
    ['one\r\ntwo', 3, 5, ' ', false],
    ['  one ', 0, 6, 'one', true],
    ['  one ', 2, 5, 'one', false],
    ['cafe\u0301 au', 0, 4, 'café', true],
    ['cafe\u0301 au', 0, 5, 'café', false],
    ['cafe\u0301 au', 4, 5, 'é', true],
    ['x\u0301y', 0, 1, 'x', false],
    ['\u1112\u1161\u11ab!', 0, 2, '한', true],
    ['a😀b', 1, 2, '😀', true],
    ['a\u0085b', 1, 2, ' ', false],
  ];
  for (const [text, start, end, expected, moved] of cases) {
    const range = toNormalised(text).map({ start, end });
    const found = normaliseText(text).slice(range.start, range.end);
    assert.deepEqual([found, range.moved], [expected, moved], JSON.stringify(text));
  }
});

test('10,000 texts: a mapped range holds the same characters in the normalised text', () => {
  const rng = new Rng(13);
  let moved = 0;
  for (let i = 0; i < 10_000; i++) {
    const text = randomText(rng, 14);
    const normalised = normaliseText(text);
    const there = toNormalised(text);
    const [a, b] = [rng.integer(text.length + 1), rng.integer(text.length + 1)];
    const [start, end] = [Math.min(a, b), Math.max(a, b)];
    const range = there.map({ start, end });
    assert.ok(range.start >= 0 && range.end <= normalised.length, JSON.stringify(text));
    if (normaliseText(text.slice(start, end)) === '') continue;
    assert.ok(range.start < range.end, JSON.stringify([text, start, end]));
    const part = normalised.slice(range.start, range.end);
    if (range.moved) moved++;
    const given = normaliseText(text.slice(start, end));
    // No part of the range is lost, and nothing is added unless its edges move.
    if (!range.moved) assert.equal(normaliseText(part), given, JSON.stringify([text, start, end]));
    const back = there.reversed.map(range);
    assert.equal(normaliseText(text.slice(back.start, back.end)), normaliseText(part));
    assert.ok(back.start <= start || normaliseText(text.slice(0, back.start)) === '');
    assert.ok(back.end >= end || normaliseText(text.slice(back.end)) === '');
    // A range on boundaries of both texts maps to itself.
    assert.deepEqual(there.map(back), { start: range.start, end: range.end, moved: false });
  }
  assert.ok(moved > 500, String(moved));
});

test('10,000 texts in two spellings each: a stored range finds its text in both', () => {
  const rng = new Rng(14);
  const blanks = [' ', '  ', '\r\n', '\u00a0', '\u0085', '\t \n'];
  for (let i = 0; i < 10_000; i++) {
    const normalised = normaliseText(randomText(rng, 12));
    const other = normalised
      .normalize(rng.uniform() < 0.5 ? 'NFD' : 'NFC')
      .replace(/ /g, () => blanks[rng.integer(blanks.length)]!);
    // Some characters cannot be restored from a decomposed form.
    if (normaliseText(other) !== normalised || normalised === '') continue;
    const start = rng.integer(normalised.length);
    const stored = toNormalised(normalised).map({
      start,
      end: start + 1 + rng.integer(normalised.length - start),
    });
    const raw = toNormalised(other).reversed.map(stored);
    const slice = normalised.slice(stored.start, stored.end);
    const found = normaliseText(other.slice(raw.start, raw.end));
    if (!raw.moved) assert.equal(found, normaliseText(slice), JSON.stringify([other, slice]));
    else
      assert.ok(
        found.includes(normaliseText(slice)) || slice.trim() === '' || /[^\0-\x7f]/.test(slice),
      );
  }
});

test('unit offsets match Node and code points', () => {
  const rng = new Rng(15);
  for (let i = 0; i < 2000; i++) {
    const text = randomText(rng, 12);
    const whole = { start: 0, end: text.length };
    assert.equal(toUnits(text, 'codepoint').map(whole).end, [...text].length);
    assert.equal(toUnits(text, 'byte').map(whole).end, Buffer.byteLength(text));
    assert.equal(toUnits(text, 'utf16').map(whole).end, text.length);
    let start = 0;
    for (const character of text) {
      const range = { start, end: start + character.length };
      const before = text.slice(0, start);
      assert.equal(toUnits(text, 'codepoint').map(range).start, [...before].length);
      assert.equal(toUnits(text, 'byte').map(range).start, Buffer.byteLength(before));
      for (const unit of offsetUnits) {
        const there = toUnits(text, unit);
        assert.deepEqual(there.reversed.map(there.map(range)), { ...range, moved: false });
      }
      start += character.length;
    }
  }
});
