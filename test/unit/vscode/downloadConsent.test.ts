import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  declinedOffers,
  declineOffers,
  hasAgreed,
  rememberAgreement,
} from '../../../src/vscode/downloadConsent.ts';
import { downloadsOf, hostOf } from '../../../src/vscode/modelDownload.ts';

type Memory = Parameters<typeof hasAgreed>[0];

function memoryWith(values: Record<string, unknown> = {}): Memory {
  const stored = new Map(Object.entries(values));
  return {
    keys: () => [...stored.keys()],
    get: <T>(key: string, otherwise?: T) => (stored.get(key) as T | undefined) ?? otherwise,
    update: (key: string, value: unknown) => {
      stored.set(key, value);
      return Promise.resolve();
    },
  };
}

const hub = 'https://huggingface.co/';
const first = { model: 'first/agreed-model', hub };

describe('consent to downloads', () => {
  it('B7 covers one model of one host', async () => {
    const memory = memoryWith();
    assert.ok(!hasAgreed(memory, first));
    await rememberAgreement(memory, first);
    await rememberAgreement(memory, first);
    assert.ok(hasAgreed(memory, first));
    assert.ok(hasAgreed(memory, { ...first, hub: 'https://huggingface.co' }));
    assert.ok(!hasAgreed(memory, { ...first, model: 'evil/other-model' }));
    for (const other of ['http://huggingface.co/', 'https://mirror.example/', `${hub}proxy/`]) {
      assert.ok(!hasAgreed(memory, { ...first, hub: other }), other);
    }
    await rememberAgreement(memory, { ...first, model: 'second/model' });
    assert.ok(hasAgreed(memory, first));
  });

  it('B7 a blanket consent does not count', () => {
    const memory = memoryWith({ modelDownload: 'given' });
    assert.ok(!hasAgreed(memory, first));
    assert.ok(!declinedOffers(memory));
  });

  it('remembers separately that offers are unwanted', async () => {
    const memory = memoryWith();
    await declineOffers(memory);
    assert.ok(declinedOffers(memory) && !hasAgreed(memory, first));
    assert.ok(declinedOffers(memoryWith({ modelDownload: 'refused' })));
  });
});

describe('downloads needed by an embedding', () => {
  it('a model of the hub or of its mirror', () => {
    assert.deepEqual(downloadsOf('org/name'), [{ model: 'org/name', hub }]);
    assert.deepEqual(downloadsOf('auto', 'https://mirror.example/hf'), [
      { model: 'Xenova/all-MiniLM-L6-v2', hub: 'https://mirror.example/hf' },
    ]);
    assert.equal(hostOf(downloadsOf('org/name', 'http://127.0.0.1:9/')[0]!), '127.0.0.1:9');
  });

  it('every model of several blocks', () => {
    const server = { server: 'http://127.0.0.1:1/v1', model: 'm' };
    const setting = ['lexical', { hub: 'a/one' }, server, { use: 'b/two' }, { folder: './c' }];
    const models = downloadsOf(setting).map(({ model }) => model);
    assert.deepEqual(models, ['a/one', 'b/two']);
  });

  it('none for local models, nor for an invalid address', () => {
    for (const embedding of ['lexical', './model', '../m', '/models/m', 'C:\\models\\m']) {
      assert.deepEqual(downloadsOf(embedding), [], embedding);
    }
    assert.deepEqual(downloadsOf('org/name', 'not an address'), []);
  });
});
