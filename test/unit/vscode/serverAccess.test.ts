// Consent for servers, per project and host, and their keys.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  storeKey,
  mayReceive,
  originsIn,
  rememberServer,
  serversOf,
} from '../../../src/vscode/embedding/serverAccess.ts';

type Memento = Parameters<typeof mayReceive>[0];

function stores() {
  const values = new Map<string, unknown>();
  const kept = new Map<string, string>();
  const memory = {
    get: (key: string) => values.get(key),
    update: async (key: string, value: unknown) => void values.set(key, value),
    keys: () => [...values.keys()],
  } as Memento;
  const secrets = {
    get: async (key: string) => kept.get(key),
    store: async (key: string, value: string) => void kept.set(key, value),
    delete: async (key: string) => void kept.delete(key),
  };
  return { memory, secrets, values };
}

const project = (path: string) => ({ toString: () => `file:///${path}.marginalia.json` });
const far = { server: 'https://far.example/v1', model: 'm' };
const near = { server: 'http://127.0.0.1:11434/v1', model: 'm' };

test('every server is asked about once, whatever else the embedding names', () => {
  assert.deepEqual(originsIn('auto'), []);
  const setting = ['lexical', near, far, { ...far, model: 'n' }, { server: 'none', model: 'm' }];
  assert.deepEqual(originsIn(setting), ['http://127.0.0.1:11434', 'https://far.example']);
});

test('consent covers one project and one host; localhost needs none', async () => {
  const { memory, secrets } = stores();
  const allowed = async (path: string) =>
    (await serversOf(project(path), [near, far], { memory, secrets })).map((one) => one.allowed);
  assert.deepEqual(await allowed('a'), [true, false]);
  await rememberServer(memory, project('a'), 'https://far.example');
  assert.deepEqual(await allowed('a'), [true, true]);
  assert.deepEqual(await allowed('b'), [true, false]);
  assert.ok(!mayReceive(memory, project('a'), 'https://far.example:8443'));
  assert.ok(!mayReceive(memory, project('a'), 'http://far.example'));
});

test('a key is stored as a secret, sent to its server only, and can be forgotten', async () => {
  const { memory, secrets, values } = stores();
  await storeKey(secrets, 'https://far.example', 'k1');
  const keys = async () =>
    (await serversOf(project('a'), [near, far], { memory, secrets })).map(({ key }) => key);
  assert.deepEqual(await keys(), [undefined, undefined], 'not before consent');
  await rememberServer(memory, project('a'), 'https://far.example');
  assert.deepEqual(await keys(), [undefined, 'k1']);
  assert.ok(!JSON.stringify([...values]).includes('k1'));
  await storeKey(secrets, 'https://far.example', '');
  assert.deepEqual(await keys(), [undefined, undefined]);
});
