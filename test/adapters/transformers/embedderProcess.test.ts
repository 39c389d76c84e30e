// The sentence model in its own process.
import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { bundledModelsFolder } from '../../../src/adapters/bundledModels/bundledModelsFolder.ts';
import { openBundledModel } from '../../../src/adapters/transformers/bundledModel.ts';
import { bundledModel } from '../../../src/core/embed/blocks.ts';
import { sentenceModel } from '../../../src/adapters/transformers/shippedModels.ts';
import { EmbedderProcess } from '../../../src/engine/embedderProcess.ts';

const modulePath = fileURLToPath(new URL('../../../src/embedder/main.ts', import.meta.url));
const model = sentenceModel(bundledModel, bundledModelsFolder());
const texts = Array.from({ length: 40 }, (_, i) => `message ${i} about a parcel that is late`);

/** Model processes started by this one. */
function children(): number[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args=']).toString();
  return listed.split('\n').flatMap((line) => {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === process.pid && args.includes('embedder') ? [Number(pid)] : [];
  });
}

test('gives the model’s vectors, and again after its process was killed', async () => {
  const direct = await openBundledModel(bundledModel, bundledModelsFolder());
  const expected = await direct.embed(texts);
  await direct.close();
  const embedder = new EmbedderProcess({ modulePath, model });
  assert.deepEqual(children(), [], 'nothing is started before there is a text');
  try {
    assert.equal(embedder.fingerprint, direct.fingerprint);
    assert.equal(embedder.dimensions, 384);
    assert.deepEqual(await embedder.embed(texts), expected);
    const [first, ...others] = children();
    assert.ok(first !== undefined && others.length === 0);
    const pending = embedder.embed(texts);
    process.kill(first, 'SIGKILL');
    assert.deepEqual(await pending, expected);
    assert.notEqual(children()[0], first);
  } finally {
    await embedder.close?.();
  }
});

test('an abort ends the work, and a missing model is reported', async () => {
  const stop = new AbortController();
  const embedder = new EmbedderProcess({ modulePath, model });
  try {
    const pending = embedder.embed(texts, stop.signal);
    stop.abort();
    await assert.rejects(pending, { name: 'CancelledError' });
    assert.equal((await embedder.embed(['again'])).length, 384);
  } finally {
    await embedder.close?.();
  }
  const none = new EmbedderProcess({ modulePath, model: { ...model, name: 'none' } });
  await assert.rejects(none.embed(texts), says(/No model none comes/));
  await none.close();
  assert.throws(
    () => sentenceModel('none', bundledModelsFolder()),
    says(/No model none comes with/),
  );
});
