// The engine process with the sentence model, started as by the host: everything comes from disk.
import { english } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { EmbedParams } from '../../../src/core/engine/embeddingApi.ts';
import type { Engine } from '../../../src/core/engine/engineApi.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { EngineClient } from '../../../src/host/engineClient.ts';
import { jsonLines, topicNames, topicOf, topicRecords } from '../../harness/topics.ts';
import type { FitParams } from '../../../src/core/engine/modelApi.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const records = topicRecords(80);
let folder: string;
let client: EngineClient;
let engine: Engine;
const said: string[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-offline-'));
  await writeFile(join(folder, 'pool.jsonl'), jsonLines(records));
  // The engine and its child processes inherit both variables.
  process.env['NODE_OPTIONS'] =
    `--import ${pathToFileURL(at('test/fixtures/engine/noteRequests.mjs')).href}`;
  process.env['MARGINALIA_REQUESTS'] = join(folder, 'requests');
  client = new EngineClient({
    modulePath: at('dist/engine.mjs'),
    log: (_, line) => said.push(typeof line === 'string' ? line : english(line)),
  });
  engine = client.remote;
});
after(async () => {
  delete process.env['NODE_OPTIONS'];
  delete process.env['MARGINALIA_REQUESTS'];
  client.dispose();
  await rm(folder, { recursive: true, force: true });
});

const params = (embedding: EmbedParams['embedding']): EmbedParams => ({
  embedding,
  dimensions: 64,
  seed: 1,
  modelsDir: join(folder, 'models'),
  allowDownload: false,
});

test('goes from the first vectors to the model’s without a single request', async () => {
  await engine.openPool({
    pool: {
      files: [{ path: 'pool.jsonl', format: { kind: 'jsonl' } }],
      textFields: ['text'],
      contextFields: [],
    },
    folder,
    name: 'pool',
    cacheDir: join(folder, 'cache'),
    seed: 1,
  });
  const first = await engine.embed(params(['lexical', 'static']));
  assert.equal(first.name, 'lexical (64) + static (128)');
  const blocks = params(['lexical', 'bge-small-en-v1.5']);
  // Preparing the vectors and the calls below run concurrently.
  const ready = engine.prepareVectors(blocks);
  const ids = records.map(({ text }) => recordIdOf(text));
  const training = {
    task: 'single' as const,
    ids: ids.slice(0, 40),
    answers: records.slice(0, 40).map(({ text }) => topicOf(text)),
  };
  const fit: FitParams = {
    training,
    labels: [...topicNames],
    kind: 'logistic',
    members: 2,
    c: 10,
    chooseC: false,
    classWeight: 'none',
    warmStart: true,
    seed: 1,
  };
  const { embedding } = await engine.fit(fit);
  assert.equal(embedding, first.fingerprint);
  assert.deepEqual(await ready, { kind: 'ready' });
  const joined = await engine.embed(blocks);
  assert.equal(joined.name, '½ lexical (64) + bge-small-en-v1.5 (384)');
  const { embedding: later } = await engine.fit(fit);
  assert.equal(later, joined.fingerprint);
  const predicted = await engine.predict({ ids: ids.slice(40) });
  const right = predicted.filter(
    ({ probabilities }, i) => probabilities[0]!.label === topicOf(records[40 + i]!.text),
  );
  assert.ok(right.length > 30, `${right.length} of 40`);
  assert.equal(existsSync(join(folder, 'requests')), false, 'nothing was asked for');
});

test('the spy records requests', async () => {
  const server = createServer((_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  // The hub has no files; only the attempt matters.
  const asked = engine.embed({
    ...params('owner/model'),
    allowDownload: true,
    remoteHost: `http://127.0.0.1:${port}/`,
  });
  await asked.catch(() => undefined);
  await new Promise((resolve) => server.close(resolve));
  assert.match(await readFile(join(folder, 'requests'), 'utf8'), /connect/);
});
