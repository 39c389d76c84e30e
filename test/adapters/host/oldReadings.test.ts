// Earlier projects do not record how their pools are read: they keep the reading that matches their
// answers, and Read Again as… moves the answers to the reading detected now.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { openFileSource } from '../../../src/adapters/files/fileSource.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { userMessageOf } from '../../../src/core/errors.ts';
import { WriteQueue } from '../../../src/core/loop/journal/writeQueue.ts';
import { movedAnswers } from '../../../src/core/loop/journal/movedAnswers.ts';
import { openPool } from '../../../src/core/pool/openPool.ts';
import type { PoolFormat, PoolSpec } from '../../../src/core/pool/poolSpec.ts';
import { editReading, fieldsAfter } from '../../../src/core/projectFile/editReading.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { identityVersion, type RecordId } from '../../../src/core/record.ts';
import { inspectPool } from '../../../src/host/inspectPool.ts';
import { poolSpecOf } from '../../../src/host/resolvePoolSpec.ts';
import { planRereading } from '../../../src/host/rereading.ts';
import { cases, unpackCase } from '../../fixtures/oldProjects/unpack.ts';

const scratch = mkdtempSync(join(tmpdir(), 'marginalia-old-readings-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

async function recordsIn(spec: PoolSpec, folder: string): Promise<(id: RecordId) => boolean> {
  const [{ path, format } = { path: '', format: { kind: 'jsonl' } as PoolFormat }] = spec.files;
  const { gzip = false, encoding = 'utf-8' } = format;
  const cacheFolder = join(folder, '.marginalia/cache');
  const location = resolve(folder, path);
  const source = await openFileSource({ location, path, gzip, encoding, cacheFolder });
  const pool = await openPool(spec, [source], { quotedRows });
  await pool.close();
  return (id) => pool.index.rowOf(id) !== undefined;
}

describe('old projects keep their reading, and Read Again as… moves their answers', () => {
  for (const id of readdirSync(cases).sort()) {
    if (!existsSync(join(cases, id, 'case.json'))) continue;
    test(id, async () => {
      const folder = mkdtempSync(join(scratch, 'case-'));
      const { name, pool, projectFile, answers } = unpackCase(id, folder);
      const database = join(folder, '.marginalia', `${name}.sqlite`);
      const store = openSqliteStore(database, { project: name, identityVersion });
      const readingStore = {
        store,
        storeSetting: new WriteQueue(store, () => Promise.resolve()).storeSetting,
      };
      try {
        const { project } = parseProjectFile(projectFile);
        const spec = await poolSpecOf(project!, folder, readingStore);
        const isRecord = await recordsIn(spec, folder);
        for (const { record, text } of answers) assert.ok(isRecord(record), `“${text}” is gone`);

        const path = join(folder, pool);
        const now = await inspectPool(path, spec.files[0]!.format);
        const next = await inspectPool(path).catch((error: unknown) => {
          assert.ok(userMessageOf(error), 'refused with a sentence');
          return now;
        });
        const fields = fieldsAfter(
          project!,
          now.columns,
          next.columns,
          next.guess,
          next.fields.map(({ name }) => name),
        );
        const { moves, unchanged, lost } = await planRereading(store, {
          spec,
          folder,
          path: pool,
          format: next.format,
          text: fields.text,
        });
        assert.equal(moves.length + unchanged + lost.length, answers.length, 'all are counted');
        const written = editReading(projectFile, project!, pool, next.format, fields);
        const { project: reread, problems } = parseProjectFile(written);
        assert.ok(reread, JSON.stringify(problems));

        const before = store.answers();
        const stamp = { id: 'move', at: 1, annotator: 'ada' };
        const change = { type: 'read', path: pool, format: next.format } as const;
        store.append([
          {
            ...stamp,
            kind: 'schema',
            change,
            projectFile: { before: projectFile, after: written },
          },
          ...movedAnswers(store, moves, stamp),
        ]);
        const isRecordNow = await recordsIn(await poolSpecOf(reread, folder, readingStore), folder);
        const found = store.answers().filter(({ recordId }) => isRecordNow(recordId));
        assert.ok(found.length >= answers.length - lost.length - twins(moves), 'answers are found');
        for (const { from, to } of moves) {
          const had = before.find(({ recordId }) => recordId === from)!;
          const has = store.answer(to)!;
          assert.deepEqual([has.label, has.at, has.annotator], [had.label, had.at, had.annotator]);
        }

        assert.deepEqual(
          store.nextUndo()?.events.filter(({ kind }) => kind === 'schema').length,
          1,
          'undo finds the edit of the project file in the step',
        );
        store.undo({ id: 'undo', at: 2, annotator: 'ada' });
        assert.deepEqual(store.answers(), before);
      } finally {
        store.close();
      }
    });
  }
});

/** Rows merged into one text. */
function twins(moves: readonly { readonly to: RecordId }[]): number {
  return moves.length - new Set(moves.map(({ to }) => to)).size;
}
