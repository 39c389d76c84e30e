// The two risky native packages inside the real extension host: SQLite in its own process, the numeric runtime and
// transformers.js in an ES module process that it forks (docs/architecture.md, "Processes").
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { productModel } from './probe.ts';
import type { ProbeReply, ProbeRequest } from './probe.ts';

suite('native packages', () => {
  let folder = '';
  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marginalia-native-'));
  });
  teardown(() => rm(folder, { recursive: true }));

  test('the extension host has the Node-API that better-sqlite3 needs', () => {
    assert.ok(Number(process.versions['napi']) >= 10, `Node-API ${process.versions['napi']}`);
  });

  test('better-sqlite3 commits with WAL and full synchronisation, and reads back after reopening', () => {
    const file = join(folder, 'journal.sqlite');
    const database = new Database(file);
    assert.equal(database.pragma('journal_mode = WAL', { simple: true }), 'wal');
    database.pragma('synchronous = FULL');
    database.exec('create table event (id integer primary key, label text) strict');
    const insert = database.prepare('insert into event (label) values (?)');
    database.transaction(() => ['Refund', 'Delivery'].forEach((label) => insert.run(label)))();
    database.close();

    const again = new Database(file, { readonly: true });
    const labels = again.prepare('select label from event order by id').pluck().all();
    again.close();
    assert.deepEqual(labels, ['Refund', 'Delivery']);
  });

  test('a forked ES module multiplies matrices with onnxruntime and with transformers.js', async () => {
    const request: ProbeRequest = {
      model: productModel(),
      a: Float32Array.of(1, 2, 3, 4, 5, 6),
      b: Float32Array.of(1, 0, 0, 1, 1, 1),
      rows: 2,
      inner: 3,
      cols: 2,
    };
    const reply = await ask(join(__dirname, 'probeEngine.mjs'), request);
    if ('error' in reply) assert.fail(reply.error);
    // By hand: [1 2 3; 4 5 6] · [1 0; 0 1; 1 1] = [4 5; 10 11].
    assert.deepEqual([...reply.runtime], [4, 5, 10, 11]);
    assert.deepEqual([...reply.transformers], [4, 5, 10, 11]);
    assert.ok(reply.runtime instanceof Float32Array, 'typed arrays arrive as typed arrays');
  });
});

/** Forks a module like the engine, sends one request and waits for the reply and the exit. */
async function ask(module: string, request: ProbeRequest): Promise<ProbeReply> {
  const child = fork(module, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaints = '';
  child.stderr!.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  return new Promise((resolve, reject) => {
    let reply: ProbeReply | undefined;
    child.on('message', (message) => (reply = message as ProbeReply));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (reply) resolve(reply);
      else reject(new Error(`ended with ${signal ?? code} and no reply: ${complaints}`));
    });
    child.send(request, (error) => error && reject(error));
  });
}
