import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fromFloat16, toFloat16 } from '../../../src/core/modelFolder/float16.ts';
import {
  readSafetensors,
  safetensorsPieces,
  type StoredTensor,
} from '../../../src/core/modelFolder/safetensors.ts';

test('half precision rounds as NumPy does', () => {
  // np.array([…], np.float32).astype(np.float16).view(np.uint16)
  const pairs: readonly (readonly [number, number])[] = [
    [0, 0x0],
    [1, 0x3c00],
    [-2.5, 0xc100],
    [0.1, 0x2e66],
    [65504, 0x7bff],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [1e-7, 0x2],
    [6e-8, 0x1],
    [2.9e-8, 0x0],
    [6.1035156e-5, 0x400],
    [6.0975552e-5, 0x3ff],
    [1 / 3, 0x3555],
    [2049, 0x6800],
    [2051, 0x6802],
    [Infinity, 0x7c00],
  ];
  const halves = toFloat16(Float32Array.from(pairs, ([value]) => value));
  assert.deepEqual(
    [...halves],
    pairs.map(([, half]) => half),
  );
  // Every half-precision number round-trips.
  const all = Uint16Array.from({ length: 65536 }, (_, half) => half);
  const again = toFloat16(fromFloat16(all));
  const isNumber = (half: number): boolean => (half & 0x7fff) <= 0x7c00;
  assert.deepEqual(
    [...again].filter((_, half) => isNumber(half)),
    [...all].filter(isNumber),
  );
});

describe('a safetensors file', () => {
  const tensors = new Map<string, StoredTensor>([
    ['bytes', { dtype: 'U8', shape: [3], bytes: Uint8Array.of(1, 2, 3) }],
    [
      'floats',
      { dtype: 'F32', shape: [1, 2], bytes: new Uint8Array(Float32Array.of(1, -2).buffer) },
    ],
  ]);
  const file = Buffer.concat(safetensorsPieces(tensors));

  test('begins with its header as JSON, and its numbers are aligned', () => {
    const length = Number(file.readBigUInt64LE(0));
    assert.equal((8 + length) % 8, 0);
    assert.deepEqual(JSON.parse(file.toString('utf8', 8, 8 + length)), {
      __metadata__: { format: 'marginalia' },
      floats: { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] },
      bytes: { dtype: 'U8', shape: [3], data_offsets: [8, 11] },
    });
    assert.deepEqual([file.readFloatLE(8 + length), file.readFloatLE(12 + length)], [1, -2]);
    assert.equal(file.length, 8 + length + 11);
  });

  test('is read back unchanged, and refused if it is truncated', () => {
    const read = readSafetensors(file);
    for (const [name, { dtype, shape, bytes }] of tensors) {
      const found = read.get(name)!;
      assert.deepEqual([found.dtype, found.shape, [...found.bytes]], [dtype, shape, [...bytes]]);
    }
    for (const end of [0, 7, 100, file.length - 1]) {
      assert.throws(() => readSafetensors(file.subarray(0, end)));
    }
  });
});
