import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { joinRows, labelRows } from '../../../src/core/embed/blocks.ts';
import { labelText } from '../../../src/core/embed/labelText.ts';

describe('label text for a model', () => {
  const texts: readonly [string, string | undefined, string | undefined][] = [
    ['card_arrival', undefined, 'card arrival'],
    ['lost-or.stolen_card', undefined, 'lost or stolen card'],
    ['cardArrival', undefined, 'card Arrival'],
    ['HTMLError', undefined, 'HTML Error'],
    ['Sci/Tech', undefined, 'Sci/Tech'],
    ['spam', ' unwanted advertising ', 'spam: unwanted advertising'],
    ['ärger', '', 'ärger'],
    ['体育', undefined, '体育'],
    ['bug #2', undefined, 'bug #2'],
    ['4', 'a happy tweet', 'a happy tweet'],
    ['LABEL_3', 'news about sports', 'news about sports'],
  ];
  for (const [name, description, text] of texts) {
    test(`${name}: ${text}`, () => assert.equal(labelText({ name, description }), text));
  }

  test('is undefined for numbers and codes without a description', () => {
    for (const name of ['0', '1', '-1', '3.5', 'A12', 'LABEL_3', 'class-7', 'C1', 'x', 'Q4', '…', '']) {
      assert.equal(labelText({ name }), undefined, name);
      assert.equal(labelText({ name, description: '  ' }), undefined, name);
    } // prettier-ignore
  });
});

describe('label rows beside joined vectors', () => {
  const model = { data: Float32Array.of(0.6, 0.8, 1, 0), dimensions: 2, weight: 1 };

  test('are scaled like records, with a zero lexical block', () => {
    const rows = labelRows([{ dimensions: 3, weight: 0.5 }, model], 2);
    assert.equal(rows.length, 10);
    const root = Math.sqrt(1.25);
    const expected = [0, 0, 0, 0.6 / root, 0.8 / root, 0, 0, 0, 1 / root, 0];
    rows.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-7, `${i}: ${value}`));
  });

  test('equal the model block of a record with the same text', () => {
    const lexical = { data: Float32Array.of(1, 0, 0, 1), dimensions: 2, weight: 0.5 };
    const records = joinRows([lexical, model], 2);
    const labels = labelRows([{ dimensions: 2, weight: 0.5 }, model], 2);
    for (const p of [2, 3, 6, 7]) {
      assert.ok(Math.abs(labels[p]! - records[p]!) < 1e-6, `${p}: ${labels[p]}, ${records[p]}`);
    }
  });

  test('of a single model are unchanged', () => {
    assert.deepEqual(labelRows([model], 2), model.data);
  });
});
