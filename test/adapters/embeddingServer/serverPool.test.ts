// A pool embedded by a server: cached by the engine, in the background, and only with consent.
import { english, says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { openEmbeddingServer } from '../../../src/adapters/embeddingServer/openEmbeddingServer.ts';
import { UserError } from '../../../src/core/errors.ts';
import { embedPool } from '../../../src/engine/embedding/embeddingCache.ts';
import { poolOf, textsOf } from '../../fixtures/embed/countingEmbedder.ts';
import { startEmbeddingServer, type FakeServer } from '../../harness/embeddingServer.ts';
import { openEngine, topicText } from '../../unit/engine/engineFixture.ts';
import { setUp, type BenchOptions } from '../../unit/loop/loopFixture.ts';

let folder: string;
let server: FakeServer;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-server-pool-'));
});
after(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  server = await startEmbeddingServer();
});
afterEach(() => server.close());

test('texts embedded before the server failed are not sent again', async () => {
  const pool = poolOf(textsOf(1200));
  const file = join(folder, 'resumed.vectors');
  const open = () => openEmbeddingServer({ server: server.url, model: 'm', allowed: false });
  const asked = () => server.asked.reduce((sum, { texts }) => sum + texts.length, 0);
  // Fails permanently in the second block of 512.
  Object.assign(server, { fault: 'no data', after: 25 });
  await assert.rejects(embedPool({ pool, embedder: await open(), file }), UserError);
  server.fault = undefined;
  server.asked.length = 0;
  const store = await embedPool({ pool, embedder: await open(), file });
  assert.equal(asked(), 1 + 1200 - 512);
  server.asked.length = 0;
  const again = await embedPool({ pool, embedder: await open(), file });
  assert.equal(asked(), 1);
  assert.deepEqual(again.all(), store.all());
});

test('cached vectors are used while the server is unavailable', async () => {
  const open = await openEngine(40, { openServer: openEmbeddingServer });
  const setting = { embedding: ['lexical', { server: server.url, model: 'm' }], dimensions: 16 };
  const params = { ...setting, seed: 1, modelsDir: folder, allowDownload: false };
  try {
    const { fingerprint } = await open.engine.embed(params);
    server.fault = 'no model';
    const away = await open.engine.embed(params);
    assert.deepEqual([away.fingerprint, away.fellBack], [fingerprint, undefined]);
    await assert.rejects(
      open.engine.like({ texts: ['a parcel'], count: 1, exclude: [] }),
      says(/no such address or model/),
    );
    Object.assign(server, { fault: undefined, dimensions: 4 });
    await assert.rejects(
      open.engine.like({ texts: ['a parcel'], count: 1, exclude: [] }),
      says(/4 numbers instead of 6: its model has changed/),
    );
    const again = await open.engine.embed(params);
    assert.match(again.name, / \(4\)$/);
    const [found] = await open.engine.like({ texts: [topicText(7)], count: 1, exclude: [] });
    assert.equal(found?.id, open.ids[7]);
  } finally {
    await open.close();
  }
});

async function withServer(
  options: BenchOptions,
  work: (bench: ReturnType<typeof setUp>) => Promise<void>,
): Promise<void> {
  const bench = setUp({
    ...options,
    engine: { openServer: (asked) => openEmbeddingServer(asked) },
  });
  try {
    await bench.learner.start();
    await work(bench);
  } finally {
    await bench.close();
  }
}

test('labelling starts on lexical vectors and switches to the server’s', async () => {
  const embedding = ['lexical', { server: server.url, model: 'nomic' }];
  await withServer({ project: { embedding } }, async (bench) => {
    const view = await bench.until(({ embedding: name }) => name?.includes('nomic') ?? false);
    assert.match(view.embedding!, /^½ lexical \(32\) \+ nomic \(127\.0\.0\.1:\d+\) \(6\)$/);
    assert.deepEqual(view.notices, []);
    await bench.answer();
  });
});

test('a remote server is offered for consent, and nothing is sent before it', async () => {
  const embedding = [{ server: 'http://192.0.2.1/v1', model: 'nomic' }];
  await withServer({ project: { embedding } }, async (bench) => {
    const { notices } = await bench.until((view) => view.notices.length > 0);
    assert.deepEqual(
      notices.map(({ id, action }) => [id, action]),
      [['embedding-fell-back', 'allowServer']],
    );
    assert.match(
      english(notices[0]!.message),
      /nomic is on 192\.0\.2\.1, and texts are sent there only if/,
    );
    await bench.answer();
  });
});

test('a missing server key is reported while labelling goes on', async () => {
  server.fault = 'no key';
  const embedding = ['lexical', { server: server.url, model: 'nomic' }];
  await withServer({ project: { embedding } }, async (bench) => {
    const { notices } = await bench.until((view) => view.notices.length > 0);
    assert.deepEqual(
      notices.map(({ action }) => action),
      ['setServerKey'],
    );
    await bench.answer();
  });
});
