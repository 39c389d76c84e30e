import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AcquisitionRegistry } from '../../../src/core/acquisition/registry.ts';
import { UserError } from '../../../src/core/errors.ts';
import { matrix, type Matrix } from '../../../src/core/math/matrix.ts';
import { Rng } from '../../../src/core/rng.ts';
import { exploit } from '../../../src/core/acquisition/uncertainty.ts';

const ones = (p: Matrix): Float32Array => new Float32Array(p.rows).fill(1);
const refused = (register: () => unknown, why: RegExp): void =>
  assert.throws(
    register,
    (error) => error instanceof UserError && why.test(english(error.problem)),
  );

describe('user-defined acquisition functions', () => {
  it('can be registered and removed', () => {
    const registry = new AcquisitionRegistry();
    const remove = registry.register('my-own', ones);
    assert.ok(registry.names().includes('my-own'));
    remove();
    refused(() => registry.get('my-own'), /Choose one of: least-confidence/);
  });

  it('are rejected on registration if they cannot work', () => {
    const registry = new AcquisitionRegistry();
    refused(() => registry.register('Bad Name', ones), /a-z/);
    refused(() => registry.register('margin', ones), /already/);
    refused(() => registry.register('short', () => new Float32Array(1)), /one score for each/);
    refused(() => registry.register('nan', (p) => ones(p).fill(NaN)), /finite/);
    refused(
      () => registry.register('writes', (p) => (p.data.fill(0), ones(p))),
      /changed the probabilities/,
    );
    let calls = 0;
    refused(() => registry.register('unseeded', (p) => ones(p).fill(calls++)), /different scores/);
    assert.deepEqual(registry.names(), new AcquisitionRegistry().names());
  });

  it('are validated again on every call', () => {
    const registry = new AcquisitionRegistry();
    registry.register('small-only', (p) => ones(p).fill(p.rows > 2 ? Infinity : 0));
    const acquisition = registry.get('small-only');
    assert.equal(acquisition.needs, 'proba');
    if (acquisition.needs !== 'proba') return;
    refused(() => acquisition.fn(matrix(3, 2), { rng: new Rng(1) }), /finite/);
  });
});

describe('exploit', () => {
  it('scores by the target label, or by the label with the lowest mean probability', () => {
    const p = matrix(2, 3, Float32Array.of(0.5, 0.375, 0.125, 0.25, 0.5, 0.25));
    const rng = new Rng(1);
    assert.deepEqual([...exploit(p, { rng, target: 1 })], [0.375, 0.5]);
    assert.deepEqual([...exploit(p, { rng })], [0.125, 0.25]);
    assert.throws(() => exploit(p, { rng, target: 3 }), RangeError);
  });
});
