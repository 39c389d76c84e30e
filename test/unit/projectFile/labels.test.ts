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

test('labels of one colour differ in their variant', () => {
  assert.deepEqual(variantsOf(named(8)), [0, 0, 0, 0, 0, 0, 1, 1]);
  const looks = new Set(
    variantsOf(named(77)).map((variant, i) => `${variant} ${colorsOf(named(77))[i]}`),
  );
  assert.equal(looks.size, 77);
});

describe('keysOf', () => {
  it('hands out no letter where there are not enough for all', () => {
    assert.deepEqual(keysOf(named(77)).slice(0, 12), [...'1234567890', undefined, undefined]);
  });

  it('gives 1 to 9 and 0 in the order of the labels, then letters', () => {
    assert.deepEqual(keysOf(named(12)), [...'1234567890la']);
    const many = keysOf(named(28));
    assert.equal(new Set(many).size, 28);
    for (const letter of ['f', ...Object.values(panelLetters)]) assert.ok(!many.includes(letter));
  });

  it('lets the others keep their places when one label has its own key', () => {
    const labels = [{ name: 'a' }, { name: 'b', key: 'r' }, { name: 'c' }];
    assert.deepEqual(keysOf(labels), ['1', 'r', '3']);
  });

  it('gives a free digit to whoever lost theirs', () => {
    const labels = [{ name: 'a' }, { name: 'b', key: '1' }, { name: 'c' }];
    assert.deepEqual(keysOf(labels), ['2', '1', '3']);
  });
});

describe('colorsOf', () => {
  it('takes the palette in turn, past colours that were chosen', () => {
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
  it('is what was probably meant, or nothing', () => {
    assert.equal(editDistance('kitten', 'sitting'), 3);
    assert.equal(editDistance('', 'abc'), 3);
    assert.equal(nearest('Strategie', ['explore', 'strategy']), 'strategy');
    assert.equal(nearest('xyz', ['pool', 'text']), undefined);
  });
});
