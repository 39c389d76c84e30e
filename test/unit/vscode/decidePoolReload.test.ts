import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decidePoolReload } from '../../../src/vscode/project/decidePoolReload.ts';
import { pathBelow } from '../../../src/core/projectFile/projectNames.ts';

const megabyte = 1024 * 1024;
const stamp = (state: string, size = megabyte) => ({ state, size });

describe('changes of the pool’s files', () => {
  test('a late event about the opened state is ignored', () => {
    assert.equal(decidePoolReload(stamp('1 9'), stamp('1 9'), true), 'nothing');
    assert.equal(decidePoolReload(stamp('absent', 0), stamp('absent', 0), false), 'nothing');
  });

  test('an edit is re-read at once; a large pool asks first', () => {
    assert.equal(decidePoolReload(stamp('1 9'), stamp('2 9'), true), 'read');
    assert.equal(decidePoolReload(stamp('1 9'), stamp('2 9', 50 * megabyte), true), 'read');
    assert.equal(decidePoolReload(stamp('1 9'), stamp('2 9', 50 * megabyte + 1), true), 'ask');
  });

  test('a pool that vanishes or reappears is re-read, whatever its size', () => {
    const large = stamp('2 9', 60 * megabyte);
    assert.equal(decidePoolReload(large, stamp('absent', 0), true), 'read');
    assert.equal(decidePoolReload(large, stamp('2 9\nabsent', 60 * megabyte), true), 'read');
    assert.equal(decidePoolReload(stamp('absent', 0), large, false), 'read');
    assert.equal(decidePoolReload(undefined, stamp('1 9'), true), 'read');
  });
});

test('only paths inside a folder are below it', () => {
  assert.equal(pathBelow('/a/b/c.json', '/a/b'), '/c.json');
  assert.equal(pathBelow('/a/b', '/a/b'), '');
  assert.equal(pathBelow('/a/bc/c.json', '/a/b'), undefined);
  assert.equal(pathBelow('/a', '/a/b'), undefined);
});
