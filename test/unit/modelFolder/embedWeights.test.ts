// External weights in every place where an ONNX model may have tensors; field numbers are from onnx.proto.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  bytesField,
  integerField,
  message,
  type Bytes,
} from '../../../src/core/onnxGraph/protobuf.ts';
import {
  externalLocations,
  pathInside,
  embedWeights,
} from '../../../src/core/onnxGraph/embedWeights.ts';

const entry = (key: string, value: string): Bytes =>
  bytesField(13, message(bytesField(1, key), bytesField(2, value)));
const tensor = (location: string): Bytes =>
  message(
    bytesField(8, 'w'),
    entry('location', location),
    entry('length', '2'),
    integerField(14, 1),
  );
const whole = (content: string): Bytes => message(bytesField(8, 'w'), bytesField(9, content));

/** A model with a tensor in every place: initializers, nodes, nodes of a branch, functions. */
function modelOf(made: (place: string) => Bytes): Bytes {
  const node = (attribute: Bytes): Bytes => bytesField(1, message(bytesField(5, attribute)));
  const branch = bytesField(
    6,
    message(bytesField(5, made('branch')), node(bytesField(5, made('deep')))),
  );
  const sparse = message(bytesField(1, made('values')), bytesField(2, made('indices')));
  const graph = message(
    node(message(bytesField(1, 'then_branch'), branch)),
    node(bytesField(10, made('list'))),
    bytesField(5, made('initializer')),
    bytesField(15, sparse),
  );
  const nodeOfFunction = bytesField(7, bytesField(5, bytesField(5, made('function'))));
  return message(integerField(1, 10), bytesField(7, graph), bytesField(25, nodeOfFunction));
}
const places = ['branch', 'deep', 'function', 'indices', 'initializer', 'list', 'values'];

describe('an ONNX model with weights in other files', () => {
  test('lists them from every place that has tensors, each once', () => {
    assert.deepEqual(
      externalLocations(modelOf((place) => tensor(`${place}.data`))),
      places.map((place) => `${place}.data`),
    );
    assert.deepEqual(externalLocations(modelOf(() => tensor('one.data'))), ['one.data']);
    assert.deepEqual(externalLocations(modelOf(whole)), []);
  });

  test('contains their weights when they are inlined', () => {
    const read = ({
      location,
      offset,
      length,
    }: {
      location: string;
      offset: number;
      length?: number;
    }): Bytes => {
      assert.deepEqual([offset, length], [0, 2]);
      return new TextEncoder().encode(location);
    };
    assert.deepEqual(embedWeights(modelOf(tensor), read), modelOf(whole));
    const model = modelOf(whole);
    assert.equal(
      embedWeights(model, read),
      model,
      'the same bytes where nothing is in other files',
    );
  });

  test('may name only what is inside its folder, on every operating system', () => {
    assert.equal(pathInside('model.onnx_data'), 'model.onnx_data');
    assert.equal(pathInside('./a/./b..c/.d'), 'a/b..c/.d');
    for (const bad of [
      '',
      '.',
      '..',
      '../a',
      'a/../b',
      'a/..',
      '/a',
      'a//b',
      'a/',
      'C:a',
      '..\\a',
      'a\0',
    ]) {
      assert.equal(pathInside(bad), undefined, bad);
    }
  });
});
