// A simulation on vectors of a server: caching, consent, and every fault of the server.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { startEmbeddingServer, type FakeServer } from '../../harness/embeddingServer.ts';
import { messages } from './records.ts';
import { runCli, type Finished } from './runCli.ts';
import { jsonLines } from '../../harness/topics.ts';

const rows = messages(120, 1);
const kinds = [...new Set(rows.map(({ label }) => label))];

let folder: string;
let server: FakeServer;
let cache = 0;
const at = (name: string): string => join(folder, name);
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-simulated-server-'));
  await writeFile(at('pool.jsonl'), jsonLines(rows));
  await writeFile(at('more.jsonl'), jsonLines(messages(140, 1)));
  await writeFile(at('test.jsonl'), jsonLines(messages(40, 2)));
});
after(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  server = await startEmbeddingServer();
  cache++;
});
afterEach(() => server.close());

const course = ['--strategy', 'random', '--initial', '20', '--batch', '10', '--budget', '30'];

interface Run {
  readonly pool?: string;
  readonly url?: string;
  readonly key?: string;
  readonly more?: readonly string[];
}

function run({
  pool = 'pool.jsonl',
  url = server.url,
  key,
  more = [],
}: Run = {}): Promise<Finished> {
  const records = ['--pool', at(pool), '--text', 'title,body', '--label', 'label'];
  const embedding = ['--embedding', `lexical,server:${url}#nomic*2`];
  const out = ['--json', at('out.json')];
  return runCli(
    ['simulate', '--seeds', '1', ...course, ...records, ...embedding, ...out, ...more],
    {
      env: {
        XDG_CACHE_HOME: at(`cache-${cache}`),
        ...(key !== undefined && { MARGINALIA_EMBEDDING_KEY: key }),
      },
    },
  );
}

const requests = (): number => server.asked.length;
const textsAsked = (): number => server.asked.reduce((sum, { texts }) => sum + texts.length, 0);

function succeeded({ code, stderr }: Finished): void {
  assert.deepEqual([code, stderr], [0, '']);
}

function failed({ code, stderr }: Finished, why: RegExp): void {
  assert.match(stderr, why);
  assert.equal(code, 2);
}

describe('a simulation on vectors of a server', () => {
  test('sends each text once, with the key, and does without the server the next time', async () => {
    succeeded(await run({ key: 'secret' }));
    const first = await readFile(at('out.json'), 'utf8');
    assert.match(first, /lexical \+ 2 nomic \(http:/);
    // One text to learn the dimensions, the pool, and the labels for the prior.
    assert.equal(textsAsked(), 1 + rows.length + kinds.length);
    assert.deepEqual(
      new Set(server.asked.map(({ authorization }) => authorization)),
      new Set(['Bearer secret']),
    );
    assert.deepEqual(new Set(server.asked.map(({ model }) => model)), new Set(['nomic']));
    const before = requests();
    server.fault = 'failing';
    succeeded(await run());
    assert.equal(requests(), before);
    const curve = (text: string): unknown =>
      (
        JSON.parse(text) as { strategies: { points: { accuracy: number }[] }[] }
      ).strategies[0]!.points.map(({ accuracy }) => accuracy);
    assert.deepEqual(curve(await readFile(at('out.json'), 'utf8')), curve(first));
  });

  test('takes the server of a project file, with its dimensions', async () => {
    server.shortens = true;
    await writeFile(
      at('one.marginalia.json'),
      JSON.stringify({
        pool: 'pool.jsonl',
        text: ['title', 'body'],
        labels: kinds,
        labelField: { field: 'label', use: 'ignore' },
        embedding: [{ server: server.url, model: 'nomic', dimensions: 4 }],
      }),
    );
    succeeded(
      await runCli(
        ['simulate', '--seeds', '1', ...course, '--project', at('one.marginalia.json')],
        {
          env: { XDG_CACHE_HOME: at(`cache-${cache}`) },
        },
      ),
    );
    assert.equal(server.asked.at(-1)!.dimensions, 4);
  });

  test('embeds a separate test set', async () => {
    succeeded(await run({ more: ['--test', at('test.jsonl')] }));
  });

  test('sends nothing to another host unless it is named', async () => {
    const url = server.url.replace('127.0.0.1', '0.0.0.0');
    failed(
      await run({ url }),
      /is on 0\.0\.0\.0, and the texts are sent there only with --allow-host 0\.0\.0\.0/,
    );
    assert.equal(requests(), 0);
    succeeded(await run({ url, more: ['--allow-host', '0.0.0.0'] }));
    assert.ok(requests() > 0);
  });

  test('refuses vectors of another size than the cached ones, and takes them the next time', async () => {
    succeeded(await run());
    server.dimensions = 4;
    failed(
      await run({ pool: 'more.jsonl' }),
      /gave vectors of 4 numbers instead of 6: its model has changed/,
    );
    succeeded(await run({ pool: 'more.jsonl' }));
  });

  test('waits for a busy server, and gives up on one that stays so', async () => {
    Object.assign(server, { fault: 'busy', times: 2, after: 2, retryAfter: '0' });
    succeeded(await run());
    assert.equal(textsAsked() > 1 + rows.length + kinds.length, true);
    cache++;
    Object.assign(server, { times: Infinity, after: 0 });
    failed(await run(), /is too busy \(429: slow down\)/);
  });

  test('halves requests that are too large, and texts that are too long', async () => {
    Object.assign(server, { mostTexts: 5, longestText: 40 });
    succeeded(await run());
    const longest = Math.max(
      ...server.asked.flatMap(({ texts }) => texts.map(({ length }) => length)),
    );
    assert.ok(longest > 40, 'some texts had to be cut');
    // Every text still has a vector.
    assert.match(await readFile(at('out.json'), 'utf8'), /"pool": 96/);
  });

  test('resumes after an interruption where it stopped', async () => {
    await writeFile(at('long.jsonl'), jsonLines(messages(1400, 1)));
    Object.assign(server, { fault: 'no data', after: 1 + 512 / 32 + 3 });
    failed(await run({ pool: 'long.jsonl' }), /has no vectors/);
    const sent = new Set(server.asked.slice(0, 1 + 512 / 32).flatMap(({ texts }) => texts));
    server.asked.length = 0;
    server.fault = undefined;
    succeeded(await run({ pool: 'long.jsonl' }));
    const again = server.asked.flatMap(({ texts }) => texts).filter((text) => sent.has(text));
    assert.deepEqual(again, []);
  });

  test('does not follow redirects, and says what a server wants', async () => {
    server.fault = 'redirect';
    failed(await run({ key: 'secret' }), /redirects to 192\.0\.2\.1/);
    server.fault = 'no key';
    failed(
      await run(),
      /requires a valid key.*Set the environment variable MARGINALIA_EMBEDDING_KEY/,
    );
    const twice = ['--embedding', `server:${server.url}#a,server:http://localhost:9/v1#b`];
    failed(await run({ key: 'secret', more: twice }), /key in MARGINALIA_EMBEDDING_KEY is for one/);
    failed(
      await run({ more: ['--embedding', `server:${server.url}`] }),
      /is written like server:http/,
    );
  });
});
