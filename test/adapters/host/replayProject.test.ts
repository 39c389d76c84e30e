// `replay` on projects recorded by an earlier version: redraws every pick, and writes nothing.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { formatReplay } from '../../../src/commandLine/replayArguments.ts';
import type { ReplayReport } from '../../../src/core/loop/replay.ts';
import type { LoggedDraw } from '../../../src/core/loop/training/drawLog.ts';
import { identityVersion } from '../../../src/core/record.ts';
import { replayProject } from '../../../src/host/replayProject.ts';
import { unpackOurs } from '../../fixtures/oldProjects/unpack.ts';
import { says } from '../../harness/english.ts';
import { folderContents } from '../../harness/folderContents.ts';

const scratch = mkdtempSync(join(tmpdir(), 'marginalia-replayed-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const name = 'lexical-30';
const engineModule = join(import.meta.dirname, '../../fixtures/oldProjects/engine.ts');

function unpacked(): string {
  const folder = mkdtempSync(join(scratch, 'project-'));
  unpackOurs(name, folder);
  return folder;
}

const replayed = (folder: string, onBatch?: () => void): Promise<ReplayReport> =>
  replayProject(join(folder, `${name}.marginalia.json`), {
    engineModule,
    modelsDir: join(scratch, 'models'),
    ...(onBatch && { onBatch }),
  });

describe('replay of a recorded project', () => {
  test('redraws every batch with the recorded picks, and writes nothing', async () => {
    const folder = unpacked();
    const before = folderContents(folder);
    let heard = 0;
    const report = await replayed(folder, () => heard++);
    assert.ok(report.batches > 1, `${report.batches} batches`);
    assert.deepEqual(report.different, []);
    assert.equal(heard, report.batches);
    assert.deepEqual(folderContents(folder), before);
    const drawn = report.batches - report.given;
    assert.ok(
      formatReplay(report).startsWith(`${drawn} of ${drawn} batches drawn again have the recorded`),
    );
  });

  test('names a batch whose picks differ', async () => {
    const folder = unpacked();
    const file = join(folder, '.marginalia', `${name}.sqlite`);
    const store = openSqliteStore(file, { project: name, identityVersion });
    const entry = store.setting('draw.2') as LoggedDraw;
    store.setSetting('draw.2', { ...entry, picks: '0'.repeat(32) });
    store.close();
    const report = await replayed(folder);
    assert.deepEqual(report.different, [{ number: 2 }]);
    assert.match(formatReplay(report), /^Batch 2 differs\.$/m);
  });

  test('refuses a project without a database', async () => {
    const folder = unpacked();
    rmSync(join(folder, '.marginalia'), { recursive: true });
    await assert.rejects(replayed(folder), says(/There is no database/));
  });
});
