// Several labels per record, from the project file to the engine's output.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { openFileSource } from '../../../src/adapters/files/fileSource.ts';
import type { ImportedLabel } from '../../../src/core/engine/poolApi.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { PoolService } from '../../../src/engine/pool/poolService.ts';
import { poolSpecOf } from '../../../src/host/resolvePoolSpec.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-several-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function opened(rows: readonly string[], settings: object): Promise<PoolService> {
  await writeFile(join(folder, 'pool.csv'), rows.join('\n'));
  const labels = ['joy', 'anger', { name: 'calm' }];
  const written = { pool: 'pool.csv', text: 'text', labels, task: 'multi', ...settings };
  const { project, problems } = parseProjectFile(JSON.stringify(written));
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  const service = new PoolService({
    quotedRows,
    openSource: (file) => openFileSource({ ...file, cacheFolder: folder }),
  });
  const pool = await poolSpecOf(project!, folder);
  await service.open({ pool, folder, name: 'pool', cacheDir: folder, seed: 1 }, {});
  return service;
}

const id = (text: string): string => recordIdOf(text);
const sorted = (labels: ImportedLabel[]): ImportedLabel[] =>
  labels.toSorted((a, b) => (a.id < b.id ? -1 : 1));

describe('the labels of a pool in a project with several labels per record', () => {
  test('a list names those that apply; the project’s others do not', async () => {
    const labelField = { field: 'emotions', use: 'annotations', separator: ';', map: { j: 'joy' } };
    const service = await opened(
      ['text,emotions', 'one,j; calm', 'two,anger', 'two,anger;joy', 'three,', 'four,odd;joy'],
      { labelField },
    );
    assert.deepEqual(
      sorted(service.importedLabels()),
      sorted([
        { id: id('one'), rows: 1, yes: ['joy', 'calm'], no: ['anger'] },
        { id: id('four'), rows: 1, yes: ['odd', 'joy'], no: ['anger', 'calm'] },
        {
          id: id('two'),
          rows: 2,
          yes: ['anger'],
          no: ['joy', 'calm'],
          conflicts: [
            { yes: ['anger'], no: ['joy', 'calm'] },
            { yes: ['anger', 'joy'], no: ['calm'] },
          ],
        },
      ]),
    );
    assert.deepEqual(service.columnLabels([id('one'), id('two')]), [
      {
        id: id('one'),
        probabilities: [
          { label: 'joy', p: 1, applies: true },
          { label: 'calm', p: 1, applies: true },
          { label: 'anger', p: 0, applies: false },
        ],
      },
    ]);
    await service.pool.close();
  });

  test('columns leave out what they do not say, and labels that the project does not have', async () => {
    const columns = { joy: 'is_joy', anger: 'is_anger', odd: 'is_odd' };
    const service = await opened(
      ['text,is_joy,is_anger,is_odd', 'one,1,0,1', 'two,0,0,0', 'three,,1,', 'four,,,1'],
      { labelField: { columns, use: 'suggestions' } },
    );
    assert.deepEqual(
      sorted(service.importedLabels()),
      sorted([
        { id: id('one'), rows: 1, yes: ['joy'], no: ['anger'] },
        { id: id('two'), rows: 1, yes: [], no: ['joy', 'anger'] },
        { id: id('three'), rows: 1, yes: ['anger'], no: [] },
      ]),
    );
    await service.pool.close();
  });
});
