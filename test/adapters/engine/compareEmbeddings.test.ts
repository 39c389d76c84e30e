// Comparisons with models of a hub, a folder and a server, and with the user's own vectors.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { openEmbeddingServer } from '../../../src/adapters/embeddingServer/openEmbeddingServer.ts';
import { unzip } from '../../../src/adapters/excel/zipEntries.ts';
import { openNpy } from '../../../src/adapters/numpy/openNpy.ts';
import { openTransformer } from '../../../src/adapters/transformers/transformerEmbedder.ts';
import type { EmbeddingTrial, TrialEmbedding } from '../../../src/core/engine/evaluationApi.ts';
import type { ServerAccess } from '../../../src/core/engine/embeddingApi.ts';
import { tinyBertFiles, writeTinyBert } from '../../fixtures/embed/tinyBert.ts';
import { startEmbeddingServer, type FakeServer } from '../../harness/embeddingServer.ts';
import { english } from '../../harness/english.ts';
import { startHub, type Hub } from '../../harness/hub.ts';
import { labels, openEngine, topicText, type OpenEngine } from '../../unit/engine/engineFixture.ts';
import { npyFile } from '../../harness/npy.ts';

const size = 90;
const hubModel = 'tests/tiny-bert';
const fromHub = ['lexical', { hub: hubModel }];

let folder: string;
let hub: Hub;
let server: FakeServer;
let open: OpenEngine;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-compare-'));
});
after(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  hub = await startHub(hubModel, tinyBertFiles());
  server = await startEmbeddingServer();
  open = await openEngine(size, {
    openTransformer,
    openServer: openEmbeddingServer,
    openVectors: (path) => openNpy(path, unzip),
  });
});
afterEach(() => Promise.all([hub.close(), server.close(), open.close()]));

/** Compares with lexical vectors, on a machine without models. */
async function compare(
  tried: readonly TrialEmbedding[],
  servers: readonly ServerAccess[] = [],
): Promise<readonly EmbeddingTrial[]> {
  const { trials } = await open.engine.tryEmbeddings({
    embeddings: [{ embedding: 'lexical', allowDownload: false }, ...tried],
    embed: {
      dimensions: 16,
      seed: 1,
      modelsDir: await mkdtemp(join(folder, 'models-')),
      remoteHost: hub.url,
      servers,
    },
    training: {
      task: 'single',
      ids: open.ids,
      answers: open.ids.map((_, i) => labels[i % 3]!),
    },
    labels,
    classWeight: 'none',
    seed: 5,
  });
  assert.equal(trials[0]!.error, undefined);
  return trials.slice(1);
}

const trouble = ({ error: why }: EmbeddingTrial): string => (why ? english(why) : 'none');
const without = (embedding: TrialEmbedding['embedding']): TrialEmbedding => ({
  embedding,
  allowDownload: false,
});

test('a model of the hub is downloaded for a comparison only with consent', async () => {
  const [refused] = await compare([without(fromHub)]);
  assert.match(trouble(refused!), /has not been downloaded yet/);
  assert.equal(hub.requests.length, 0);
  const [tried, other] = await compare([
    { embedding: fromHub, allowDownload: true },
    without(['lexical', { hub: 'other/model' }]),
  ]);
  assert.equal(trouble(tried!), 'none');
  assert.equal(tried!.dimensions, 16 + 8);
  assert.ok(tried!.difference && tried!.textsPerSecond > 0);
  // Consent to one model does not cover another.
  assert.match(trouble(other!), /has not been downloaded yet/);
  assert.deepEqual(
    hub.requests.filter((path) => !path.includes(hubModel)),
    [],
  );
});

test('a fault of the hub fails its model only', async () => {
  hub.fault = 'redirect to a login page';
  await writeTinyBert(join(folder, 'mine'));
  const [fromNowhere, fromFolder] = await compare([
    { embedding: fromHub, allowDownload: true },
    without(['lexical', { folder: join(folder, 'mine') }]),
  ]);
  assert.match(trouble(fromNowhere!), /without a checksum/);
  assert.deepEqual(hub.elsewhere, []);
  assert.equal(trouble(fromFolder!), 'none');
  assert.ok(fromFolder!.difference);
});

test('a server on this machine gets the compared texts, with its key', async () => {
  const local = { server: server.url, model: 'nomic' };
  const { origin } = new URL(server.url);
  const [tried] = await compare(
    [without(['lexical', local])],
    [{ origin, allowed: true, key: 'secret' }],
  );
  assert.equal(trouble(tried!), 'none');
  assert.equal(tried!.dimensions, 16 + 6);
  const sent = new Set(server.asked.flatMap(({ texts }) => texts));
  assert.equal([...Array(size).keys()].filter((i) => sent.has(topicText(i))).length, size);
  assert.deepEqual(
    new Set(server.asked.map((one) => one.authorization)),
    new Set(['Bearer secret']),
  );
});

test('a server elsewhere gets nothing without consent', async () => {
  const [refused] = await compare([without([{ server: 'https://far.example/v1', model: 'm' }])]);
  assert.match(trouble(refused!), /sent there only if you agree/);
});

test('a fault of a server fails its model only', async () => {
  const setting = without(['lexical', { server: server.url, model: 'nomic' }]);
  for (const [fault, why] of [
    ['redirect', /redirects to 192\.0\.2\.1/],
    ['no key', /requires a valid key/],
    ['no model', /no such address or model/],
    ['a web page', /web page instead of vectors/],
  ] as const) {
    server.fault = fault;
    const [tried] = await compare([setting]);
    assert.match(trouble(tried!), why, fault);
  }
});

test('vectors in a file are compared, and missing ones are counted', async () => {
  // Each label is a direction.
  const rows = open.ids.map((_, i) => labels.map((_, j) => Number(j === i % 3)));
  await writeFile(join(folder, 'own.npy'), npyFile(rows, 'float64'));
  await writeFile(join(folder, 'few.npy'), npyFile(rows.slice(0, 60), 'float64'));
  const by = 'row' as const;
  const [own, few, none] = await compare([
    without([{ vectors: join(folder, 'own.npy'), by }]),
    without(['lexical', { vectors: join(folder, 'few.npy'), by }]),
    without(['lexical', { field: 'embedding' }]),
  ]);
  assert.equal(trouble(own!), 'none');
  assert.deepEqual([own!.dimensions, own!.problem, own!.textsPerSecond], [3, undefined, 0]);
  assert.ok(own!.difference);
  assert.match(english(few!.problem), /^30 of 90 records have no vector/);
  assert.match(trouble(none!), /No record has a list of numbers in "embedding"/);
});
