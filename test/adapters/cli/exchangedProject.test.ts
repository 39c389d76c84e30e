// A project's answers, exported, imported into another project with the same pool and hence the same
// hold-out, and exported again, give the same bytes.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { SqliteStore } from '../../../src/adapters/sqlite/sqliteStore.ts';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { identityVersion, recordIdOf } from '../../../src/core/record.ts';
import type { Ask, NewEvent } from '../../../src/core/store/events.ts';
import { Rng } from '../../../src/core/rng.ts';
import { openProjectPool } from '../../../src/host/projectPool.ts';
import { readProjectFile, requireValidProject } from '../../../src/host/readProjectFile.ts';
import { settleHoldout } from '../../../src/host/settleHoldout.ts';
import { databaseOf, writeProject, type ProjectOnDisk } from './projects.ts';
import { runCli } from './runCli.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-exchanged-'));
after(() => rmSync(root, { recursive: true, force: true }));

const labels = ['plain', 'a,b', 'c#d', 'e|f', 'say "x"', '😀', 'é'];
const parts = [
  'one',
  'Two',
  '"',
  "'",
  ',',
  ';',
  '#',
  '|',
  '\n',
  '\r\n',
  ' ',
  '😀',
  'é',
  '한',
  '\t',
];
const annotators = ['ada', 'Bob, "B"', '7', 'cyd@home'];
const kinds: readonly Ask['kind'][] = ['query', 'explore', 'start', 'holdout'];
const tasks = ['single', 'multi'] as const;

/** Numbers of answers, and the formats that are tested with them. */
const exchanges = [
  { count: 2000, formats: ['marginalia', 'prodigy', 'labelstudio', 'argilla'] },
  { count: 200, formats: ['parquet'] },
];

function poolOf(task: (typeof tasks)[number]): Pick<ProjectOnDisk, 'labels' | 'settings'> {
  return { labels, settings: { task, embedding: 'lexical' } };
}

/** Texts with an answer, a skip, a flag or a note, by several annotators. */
function generated(
  task: (typeof tasks)[number],
  count: number,
): { texts: string[]; events: NewEvent[] } {
  const rng = new Rng(tasks.indexOf(task) + 1);
  const one = <T>(values: readonly T[]): T => values[rng.integer(values.length)]!;
  const some = (): string => Array.from({ length: 1 + rng.integer(8) }, () => one(parts)).join('');
  const texts = Array.from({ length: count }, (_, i) => `${some()} case ${i}`);
  const events = texts.flatMap((text, i): NewEvent[] => {
    const on = {
      at: Date.UTC(2026, 0, 1) + 1000 * i + rng.integer(1000),
      annotator: one(annotators),
      recordId: recordIdOf(text),
      sourceId: `r${i}`,
    };
    const given = {
      ...on,
      id: `answer ${i}`,
      ...(rng.uniform() < 0.7 && { ask: { kind: one(kinds) } }),
      ...(rng.uniform() < 0.7 && { elapsedMs: rng.integer(60_000) }),
    };
    const yes = labels.filter(() => rng.uniform() < 0.2);
    const answer: NewEvent =
      rng.uniform() < 0.1
        ? { ...given, kind: 'skip' }
        : task === 'single'
          ? { ...given, kind: 'label', label: one(labels) }
          : { ...given, kind: 'labels', yes: yes.toSorted(), of: labels.toSorted() };
    return [
      answer,
      ...(rng.uniform() < 0.1 ? [{ ...on, id: `flag ${i}`, kind: 'flag' as const }] : []),
      ...(rng.uniform() < 0.1
        ? [{ ...on, id: `note ${i}`, kind: 'note' as const, note: some() }]
        : []),
    ];
  });
  return { texts, events };
}

/** Draws the hold-out as the first opening of the project does. */
async function drawHoldoutOf(path: string, store: SqliteStore): Promise<void> {
  const file = await readProjectFile(path);
  const project = requireValidProject(file);
  const pool = await openProjectPool({ file, project, store });
  try {
    const holdout = await settleHoldout(store, project, pool, {});
    holdout!.write(store, Date.UTC(2025, 11, 31));
  } finally {
    await pool.close();
  }
}

async function exported(project: string, format: string): Promise<string> {
  const out = join(mkdtempSync(join(root, 'out-')), `answers.${format}`);
  const args = ['export', project, '--to', format, '--skipped', '--out', out];
  const { code, stderr } = await runCli(args);
  assert.equal(code, 0, stderr);
  return out;
}

for (const [task, { count, formats }] of tasks.flatMap((one) =>
  exchanges.map((exchange) => [one, exchange] as const),
)) {
  describe(`${count} answers, task ${task}`, () => {
    const { texts, events } = generated(task, count);
    const rows = texts.map((text) => ({ text }));
    const folder = mkdtempSync(join(root, 'from-'));
    const from = writeProject(folder, { ...poolOf(task), rows });
    before(async () => {
      const store = openSqliteStore(databaseOf(folder), { project: 'reviews', identityVersion });
      await drawHoldoutOf(from, store);
      store.append(events);
      store.close();
    });

    for (const format of formats) {
      test(`${format}: export, import, export gives the same bytes`, async () => {
        const file = await exported(from, format);
        const to = writeProject(mkdtempSync(join(root, 'to-')), { ...poolOf(task), rows });
        const done = await runCli(['import', to, file, '--json']);
        assert.equal(done.code, 0, done.stderr);
        const again = await exported(to, format);
        const [sent, back] = [file, again].map((path) => readFileSync(path, 'latin1').split('\n'));
        assert.equal(back!.length, sent!.length);
        for (const [i, line] of sent!.entries()) assert.equal(back![i], line, `line ${i + 1}`);
      });
    }
  });
}
