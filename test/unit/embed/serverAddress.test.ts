import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addressProblem,
  embeddingsAddress,
  isLoopback,
  originOf,
} from '../../../src/core/embed/serverAddress.ts';
import { english } from '../../harness/english.ts';

test('loopback addresses are 127.0.0.0/8, ::1 and localhost in any notation', () => {
  for (const here of [
    'http://127.0.0.1:11434/v1',
    'http://127.8.9.10',
    'http://127.1/v1',
    'http://0x7f000001/v1',
    'http://2130706433/v1',
    'https://localhost:8080',
    'http://LOCALHOST/v1',
    'http://[::1]:80/v1',
    'http://[0:0:0:0:0:0:0:1]/v1',
  ]) {
    assert.ok(isLoopback(here), here);
  }
  for (const elsewhere of [
    'http://128.0.0.1',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://[::]',
    'http://[::ffff:7f00:1]',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://example.com/127.0.0.1',
    'http://127.0.0.1@example.com',
  ]) {
    assert.ok(!isLoopback(elsewhere), elsewhere);
  }
});

test('accepts an address with or without a trailing slash or /embeddings', () => {
  for (const given of ['http://h/v1', 'http://h/v1/', 'http://h/v1/embeddings']) {
    assert.equal(embeddingsAddress(given), 'http://h/v1/embeddings');
  }
  assert.equal(originOf('https://h:8443/v1'), 'https://h:8443');
});

test('explains an invalid address or one that contains a secret', () => {
  assert.equal(addressProblem('http://127.0.0.1:11434/v1'), undefined);
  for (const wrong of ['', 'localhost:11434', 'ftp://h/v1', 'file:///etc', 'http://']) {
    assert.match(english(addressProblem(wrong)), /must begin with http/);
  }
  assert.match(english(addressProblem('http://user@h')), /Set Key of Embedding Server/);
  assert.match(english(addressProblem('http://h/v1?key=a')), /without \? and #/);
});
