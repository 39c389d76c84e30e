// Binary tables as pools, converted once into JSON Lines in the cache.
import assert from 'node:assert/strict';
import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { parseProjectFile } from '../../../src/core/projectFile/parseProjectFile.ts';
import { recordIdOf } from '../../../src/core/record.ts';
import { PoolService } from '../../../src/engine/pool/poolService.ts';
import { inspectPool, surveyPool } from '../../../src/host/inspectPool.ts';
import { openPoolSource } from '../../../src/host/poolSource.ts';
import { poolSpecOf } from '../../../src/host/resolvePoolSpec.ts';
import { says } from '../../harness/english.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'marginalia-tables-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function opened(settings: object): Promise<PoolService> {
  const { project, problems } = parseProjectFile(JSON.stringify(settings));
  assert.deepEqual(problems, []);
  const service = new PoolService({ quotedRows, openSource: openPoolSource });
  const pool = await poolSpecOf(project!, folder);
  const cacheDir = join(folder, 'cache');
  await service.open({ pool, folder, name: 'pool', cacheDir, seed: 1 }, {});
  return service;
}

describe('a pool in Parquet', () => {
  const location = (): string => join(folder, 'clinc.parquet');
  const labels = ['oos', 'translate'];
  const labelField = { field: 'intent', use: 'annotations' };
  const settings = { pool: 'clinc.parquet', text: 'text', labels, labelField };
  beforeEach(() =>
    cp(join(fixtures, 'interchange/huggingface/clinc-validation.parquet'), location()),
  );

  test('has its texts and the names of its labels, at the row as its line', async () => {
    const service = await opened(settings);
    assert.equal(service.pool.index.size, 3100);
    const imported = service.importedLabels();
    assert.equal(imported.length, 3100);
    assert.equal(imported.filter((one) => 'label' in one && one.label === 'oos').length, 100);
    const text = 'how do you say hello in japanese';
    const [record] = await service.read({ ids: [recordIdOf(text)] });
    assert.deepEqual([record?.text, record?.line, record?.file], [text, 3, 'clinc.parquet']);
    await service.pool.close();
  });

  test('is written into the cache once, and again when it changes', async () => {
    const cache = async (): Promise<string[]> => {
      await (await opened(settings)).pool.close();
      return readdir(join(folder, 'cache'));
    };
    const [name, ...others] = await cache();
    assert.deepEqual(others, []);
    const before = await stat(join(folder, 'cache', name!));
    assert.deepEqual(await cache(), [name]);
    assert.equal((await stat(join(folder, 'cache', name!))).mtimeMs, before.mtimeMs);
    await utimes(location(), new Date(), new Date(Date.now() + 10_000));
    const [after, ...rest] = await cache();
    assert.notEqual(after, name);
    assert.deepEqual(rest, [], 'the copy of the file as it was is gone');
  });

  test('is proposed with text and labels', async () => {
    const { format, reading, guess, rows } = await inspectPool(location());
    assert.deepEqual(format, { kind: 'parquet' });
    assert.ok(reading.sure);
    assert.deepEqual([guess.text, guess.label, rows], [['text'], 'intent', 1000]);
    const { accounting, labels: found } = await surveyPool(location(), {
      format,
      text: guess.text,
      label: guess.label!,
    });
    assert.equal(accounting.records, 3100);
    assert.deepEqual([found.length, found[0]], [151, { value: 'oos', rows: 100 }]);
  });

  test('that is cut short is refused in a sentence, and leaves nothing', async () => {
    await truncate(location(), 50_000);
    await assert.rejects(opened(settings), says(/^clinc\.parquet is not a whole Parquet file/));
    const named = { path: 'clinc.parquet', format: { kind: 'parquet' } };
    await assert.rejects(opened({ ...settings, pool: named }), says(/its end is missing/));
    assert.deepEqual(await readdir(join(folder, 'cache')), []);
  });
});

describe('several files as one pool', () => {
  const row = (text: string): string => `${JSON.stringify({ text })}\n`;
  const texts = async (pool: unknown): Promise<string[]> => {
    const service = await opened({ pool, text: 'text', labels: ['a', 'b'] });
    const found = await service.pool.texts(0, service.pool.index.size);
    await service.pool.close();
    return found;
  };
  beforeEach(async () => {
    await mkdir(join(folder, 'data/more'), { recursive: true });
    for (const name of ['data/train-00001-of-00002', 'data/train-00000-of-00002', 'data/test-0'])
      await writeFile(join(folder, `${name}.jsonl`), row(name));
    await writeFile(join(folder, 'data/more/train.jsonl'), row('more'));
    await writeFile(join(folder, 'data/.train-hidden.jsonl'), row('hidden'));
    await writeFile(join(folder, 'one.jsonl'), row('one'));
  });

  test('are given as a list, or by patterns in the order of their names', async () => {
    const train = ['data/train-00000-of-00002', 'data/train-00001-of-00002'];
    assert.deepEqual(await texts(['one.jsonl', 'data/train-*-of-*.jsonl']), ['one', ...train]);
    assert.deepEqual(await texts('data/train-0000?-of-*'), train);
    assert.deepEqual(await texts('data/*.jsonl'), ['data/test-0', ...train]);
    assert.deepEqual(await texts('**/train*.jsonl'), ['more', ...train]);
    const once = ['data/train-00001-of-00002.jsonl', './data/train-*.jsonl'];
    assert.deepEqual(await texts(once), [train[1], train[0]]);
  });

  test('of different kinds may be mixed', async () => {
    await cp(join(fixtures, 'parquet/labels.parquet'), join(folder, 'labels.parquet'));
    await cp(join(fixtures, 'interchange/doccano/textcat.xlsx'), join(folder, 'book.xlsx'));
    const found = await texts(['one.jsonl', 'labels.parquet', 'book.xlsx']);
    assert.deepEqual(
      found,
      ['one', 'one', 'two', 'three', 'four', 'exampleA', 'exampleB'].slice(1),
    );
  });

  test('a file whose name has such characters is opened by its name', async () => {
    await writeFile(join(folder, 'data/tr*.jsonl'), row('star'));
    assert.deepEqual(await texts('data/tr*.jsonl'), ['star']);
  });

  test('a pattern without files is refused in a sentence', () =>
    assert.rejects(
      texts('data/none-*.jsonl'),
      says(/^There is no file data\/none-\*\.jsonl\. Correct/),
    ));
});
