// An open project is written to in one place, which waits for locks while the host goes on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { readSources } from './imports.ts';

test('nobody but Commits keeps a store that can be written to', () => {
  const keeps = /(readonly |private |#|let |const )\w*\??: WritableStore/;
  const keepers = readSources(['src'])
    .map(({ path }) => path)
    .filter((path) => keeps.test(readFileSync(path, 'utf8')));
  assert.deepEqual(keepers, ['src/core/loop/answers/commits.ts']);
});

test('an open SQLite store is handed to its commits, to its backups and to nobody else', () => {
  const keeps = /(store|#store)\??: SqliteStore/;
  const keepers = readSources(['src'])
    .map(({ path }) => path)
    .filter((path) => keeps.test(readFileSync(path, 'utf8')));
  assert.deepEqual(keepers.sort(), ['src/host/openStore.ts', 'src/host/storeKeeper.ts']);
});
