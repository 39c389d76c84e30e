// The dropout network through the engine, with the plain JavaScript backend of TensorFlow.js.
import { inOwnWords } from '../../../src/core/errors.ts';
import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TensorflowBackend } from '../../../src/adapters/tensorflow/backend.ts';
import { openCpu } from '../../../src/adapters/tensorflow/bundledBackends.ts';
import { dropoutKind } from '../../../src/adapters/tensorflow/dropoutBytes.ts';
import { DropoutHead } from '../../../src/adapters/tensorflow/dropoutHead.ts';
import { fitDropoutHead } from '../../../src/adapters/tensorflow/fitDropoutHead.ts';
import { labels, openEngine, type OpenEngine } from './engineFixture.ts';
import { single } from '../../harness/singleMetrics.ts';

const passedOver = [
  { name: 'wasm', why: { kind: 'failed', message: inOwnWords('no SIMD') } },
] as const;

describe('dropout head', () => {
  let open: OpenEngine;
  let backend: Promise<TensorflowBackend> | undefined;
  const openBackend = (): Promise<TensorflowBackend> => (backend ??= openCpu());
  before(async () => {
    open = await openEngine(60, {
      dropout: {
        fit: async (x, rows, options) => {
          const fitted = await fitDropoutHead(x, rows, openBackend, { ...options, maxEpochs: 20 });
          const { name, version } = await openBackend();
          return { ...fitted, backend: { name, version, passedOver } };
        },
        decoders: new Map([[dropoutKind, (bytes) => DropoutHead.fromBytes(bytes, openBackend)]]),
      },
    });
  });
  after(() => open.close());

  it('fits from fresh weights, reports its backend and supports BALD', async () => {
    const first = await open.engine.fit(open.fitParams({ kind: 'dropout' }));
    assert.equal(first.kernel, 'tensorflow.js cpu');
    assert.deepEqual([first.backend?.name, first.backend?.passedOver], ['cpu', passedOver]);
    assert.deepEqual(first.learnt, labels);
    const settings = { strategy: 'bald' };
    const picks = await open.engine.query(open.queryParams({ settings }));
    assert.ok(picks.every(({ score }) => score >= -1e-6));
    const again = await open.engine.fit(open.fitParams({ kind: 'dropout' }));
    assert.equal(again.warm, false);
    assert.deepEqual(again.bytes, first.bytes);
    assert.deepEqual(await open.engine.query(open.queryParams({ settings })), picks);
  });

  it('is restored from bytes and evaluated on the hold-out', async () => {
    const { bytes, learnt } = await open.engine.fit(open.fitParams({ kind: 'dropout' }));
    const ids = open.ids.slice(30, 60);
    const [metrics] = await open.engine.evaluate({
      heads: [{ bytes, labels: learnt }],
      holdout: {
        task: 'single',
        ids,
        answers: ids.map((_, i) => labels[i % 3]!),
        multiplicities: ids.map(() => 1),
        groups: ids,
      },
      labels,
      seed: 1,
    });
    assert.equal(metrics!.n, 30);
    assert.ok((single(metrics).accuracy.value ?? 0) > 0.5);
  });

  it('is rejected with a message if its library is missing', async () => {
    const bare = await openEngine(40);
    await assert.rejects(
      bare.engine.fit(bare.fitParams({ kind: 'dropout' })),
      says(/"head": \{"kind": "committee"\}/),
    );
    await bare.close();
  });
});
