import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '../../../src/core/errors.ts';
import { headFromBytes } from '../../../src/core/heads/headBytes.ts';
import { OneVsRestHead } from '../../../src/core/heads/oneVsRestHead.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';

const weights = matrix(2, 2, Float32Array.of(0.5, -1, 2, 0.25));
const bias = Float32Array.of(-0.75, 1.5);
const prior = { strength: 20, hash: '0123456789abcdef' };

/** Written by commit b0969bd, before heads had thresholds. */
const parameters = '000040bf0000c03f0000003f000080bf000000400000803e';
const priorOf20 = '000000000000344067452301efcdab89';
const recorded: Readonly<Record<string, string>> = {
  logistic:
    '4d47484401000000020000000200000001000000080000006c6f67697374696300000000000000000000000002000000' +
    parameters,
  'logistic under a prior':
    '4d47484402000000020000000200000001000000080000006c6f67697374696300000000000000000000000002000000' +
    parameters +
    priorOf20,
  'one-vs-rest':
    '4d474844010000000200000002000000010000000b0000006f6e652d76732d7265737400000000000000000002000000' +
    parameters,
  'one-vs-rest under a prior':
    '4d474844020000000200000002000000010000000b0000006f6e652d76732d7265737400000000000000000002000000' +
    parameters +
    priorOf20,
  committee:
    '4d4748440100000002000000010000000200000009000000636f6d6d697474656500000000000000' +
    '01000000' +
    parameters,
};

describe('heads of earlier versions', () => {
  for (const [name, hex] of Object.entries(recorded)) {
    it(`are read and written as they were: ${name}`, () => {
      const bytes = new Uint8Array(Buffer.from(hex, 'hex'));
      const head = headFromBytes(bytes, typeScriptOps);
      assert.deepEqual(head.toBytes(), bytes);
      const { kind } = head;
      const { labels, thresholds, ...parts } = head as OneVsRestHead;
      assert.ok(name.startsWith(kind));
      assert.deepEqual(Array.from(labels), kind === 'committee' ? [1] : [0, 2]);
      assert.equal(thresholds, undefined);
      assert.deepEqual(parts.weights, weights);
      assert.deepEqual(parts.bias, bias);
      assert.deepEqual(parts.prior, name.endsWith('prior') ? prior : undefined);
    });
  }
});

describe('a one-vs-rest head with thresholds', () => {
  const labels = Int32Array.of(0, 2);
  const thresholds = Float32Array.of(0.25, 0.375);

  for (const own of [undefined, prior]) {
    it(`keeps them in its bytes, ${own ? 'under a prior' : 'without a prior'}`, () => {
      const plain = new OneVsRestHead(labels, weights, bias, typeScriptOps, { prior: own });
      const bytes = plain.decidingBy(thresholds).toBytes();
      assert.equal(bytes[4], 3);
      const head = headFromBytes(bytes, typeScriptOps) as OneVsRestHead;
      assert.deepEqual(head.thresholds, thresholds);
      assert.deepEqual(head.prior, own);
      assert.deepEqual(head.weights, weights);
      assert.deepEqual(head.toBytes(), bytes);
      const damaged = bytes.subarray(0, -4);
      assert.throws(() => headFromBytes(damaged, typeScriptOps), UserError);
    });
  }
});
