// An open project has a single writer, which waits for locks without blocking the host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { readSources } from './imports.ts';

test('only WriteQueue holds a writable store', () => {
  const keeps = /(readonly |private |#|let |const )\w*\??: WritableStore/;
  const keepers = readSources(['src'])
    .map(({ path }) => path)
    .filter((path) => keeps.test(readFileSync(path, 'utf8')));
  assert.deepEqual(keepers, ['src/core/loop/journal/writeQueue.ts']);
});

test('an open SQLite store is passed to its commits and backups only', () => {
  const keeps = /(store|#store)\??: SqliteStore/;
  const keepers = readSources(['src'])
    .map(({ path }) => path)
    .filter((path) => keeps.test(readFileSync(path, 'utf8')));
  assert.deepEqual(keepers.sort(), ['src/host/openStore.ts', 'src/host/storeMaintenance.ts']);
});
