import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import {
  colorsOf,
  keysOf,
  labelColors,
  panelLetters,
  variantsOf,
} from '../../../src/core/labels.ts';
import { editDistance, nearest } from '../../../src/core/nearest.ts';

const named = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `l${i}` }));

test('labels of the same colour have different variants', () => {
  assert.deepEqual(variantsOf(named(8)), [0, 0, 0, 0, 0, 0, 1, 1]);
  const looks = new Set(
    variantsOf(named(77)).map((variant, i) => `${variant} ${colorsOf(named(77))[i]}`),
  );
  assert.equal(looks.size, 77);
});

describe('keysOf', () => {
  it('assigns no letters if there are not enough for all', () => {
    assert.deepEqual(keysOf(named(77)).slice(0, 12), [...'1234567890', undefined, undefined]);
  });

  it('assigns 1 to 9 and 0 in label order, then letters', () => {
    assert.deepEqual(keysOf(named(12)), [...'1234567890la']);
    const many = keysOf(named(28));
    assert.equal(new Set(many).size, 28);
    for (const letter of ['f', ...Object.values(panelLetters)]) assert.ok(!many.includes(letter));
  });

  it('a label with its own key does not shift the others', () => {
    const labels = [{ name: 'a' }, { name: 'b', key: 'r' }, { name: 'c' }];
    assert.deepEqual(keysOf(labels), ['1', 'r', '3']);
  });

  it('assigns a free digit to a label whose digit is taken', () => {
    const labels = [{ name: 'a' }, { name: 'b', key: '1' }, { name: 'c' }];
    assert.deepEqual(keysOf(labels), ['2', '1', '3']);
  });
});

describe('colorsOf', () => {
  it('cycles through the palette, skipping chosen colours', () => {
    const colors = colorsOf([{ name: 'a' }, { name: 'b', color: 'charts.blue' }, { name: 'c' }]);
    assert.deepEqual(colors, [labelColors[1], 'charts.blue', labelColors[2]]);
    assert.equal(colorsOf(named(77)).length, 77);
    assert.equal(
      colorsOf(labelColors.map((color) => ({ name: color, color }))).at(-1),
      labelColors.at(-1),
    );
  });
});

describe('nearest', () => {
  it('returns the likely intended word, or undefined', () => {
    assert.equal(editDistance('kitten', 'sitting'), 3);
    assert.equal(editDistance('', 'abc'), 3);
    assert.equal(editDistance('trian', 'train'), 1);
    assert.equal(editDistance('ca', 'abc'), 3);
    assert.equal(nearest('Strategie', ['explore', 'strategy']), 'strategy');
    assert.equal(nearest('xyz', ['pool', 'text']), undefined);
  });
});
