// Embedding servers of `simulate`: their names, and which of them may receive texts.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import {
  allowedHosts,
  requireAllowedServers,
  serverBlock,
} from '../../../src/commandLine/simulatedServers.ts';
import { says } from '../../harness/english.ts';

const keyVariable = 'MARGINALIA_EMBEDDING_KEY';
afterEach(() => {
  delete process.env[keyVariable];
});

test('a server is named by its address and a model', () => {
  assert.deepEqual(serverBlock('server:http://127.0.0.1:11434/v1#org/nomic:v1.5'), {
    use: 'org/nomic:v1.5 (http://127.0.0.1:11434/v1)',
    source: { server: 'http://127.0.0.1:11434/v1', model: 'org/nomic:v1.5' },
  });
  assert.equal(serverBlock('lexical'), undefined);
  assert.equal(serverBlock('./server'), undefined);
});

test('an address without a model, with a password or of another kind is refused', () => {
  for (const given of [
    'server:http://127.0.0.1/v1',
    'server:http://127.0.0.1/v1#',
    'server:#m',
    'server:ftp://127.0.0.1/v1#m',
    'server:http://me:secret@127.0.0.1/v1#m',
    'server:http://127.0.0.1/v1?key=k#m',
  ]) {
    assert.throws(
      () => serverBlock(given),
      says(/is written like server:http.*MARGINALIA_/),
      given,
    );
  }
});

test('texts are sent to this machine and to named hosts only', () => {
  const block = (server: string) => serverBlock(`server:${server}#m`)!;
  const refused = (server: string, ...hosts: string[]): void =>
    assert.throws(
      () => requireAllowedServers([block(server)], allowedHosts(hosts)),
      says(/only with --allow-host/),
      server,
    );
  for (const here of ['http://127.0.0.1:1/v1', 'http://127.9.9.9/v1', 'http://[::1]:1/v1']) {
    requireAllowedServers([block(here), block('http://localhost:2/v1')], []);
  }
  for (const elsewhere of ['http://127.0.0.1.far.example/v1', 'http://localhost.far.example/v1']) {
    refused(elsewhere);
  }
  refused('https://far.example/v1');
  refused('https://far.example/v1', 'near.example', 'example');
  refused('https://far.example/v1', 'far.example:8080');
  requireAllowedServers([block('https://far.example/v1')], allowedHosts(['Far.Example']));
  requireAllowedServers([block('http://far.example:8080/v1')], allowedHosts(['far.example:8080']));
  for (const wrong of ['https://far.example', 'far.example/v1', '', '*']) {
    assert.throws(() => allowedHosts([wrong]), says(/takes the name of a host/), wrong);
  }
});

test('a key is refused with several servers', () => {
  const [one, other] = ['1', '2'].map((port) => serverBlock(`server:http://127.0.0.1:${port}#m`)!);
  requireAllowedServers([one!, other!], []);
  process.env[keyVariable] = 'secret';
  requireAllowedServers([one!, one!], []);
  assert.throws(() => requireAllowedServers([one!, other!], []), says(/for one of them only/));
});
