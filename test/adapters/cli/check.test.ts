// `check`: a project's problems, for people, programs and GitHub Actions; exit codes 0, 1, 2.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { parseCheckArguments } from '../../../src/commandLine/checkArguments.ts';
import { checkSummary, checkText, isSound } from '../../../src/commandLine/checkReport.ts';
import { serialiseMirror } from '../../support/serialiseMirror.ts';
import { identityVersion, recordIdOf } from '../../../src/core/record.ts';
import { checkProject, type CheckResult } from '../../../src/host/checkProject.ts';
import { projectStatus } from '../../../src/host/projectStatus.ts';
import { says } from '../../harness/english.ts';
import { databaseOf, writeProject, type ProjectOnDisk } from './projects.ts';
import { runCli } from './runCli.ts';
import { folderContents } from '../../harness/folderContents.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-check-'));
after(() => rmSync(root, { recursive: true, force: true }));

const sound: ProjectOnDisk = {
  settings: { mirror: true },
  rows: [
    { text: 'fine', event: { kind: 'label', label: 'good' } },
    { text: 'poor', event: { kind: 'label', label: 'bad' } },
    { text: 'what', event: { kind: 'skip' } },
    { text: 'new' },
  ],
};

interface Checked {
  readonly folder: string;
  readonly file: string;
  readonly mirror: string;
}

/** A project whose mirror agrees with its database. */
function project(more: Partial<ProjectOnDisk> = {}): Checked {
  const folder = mkdtempSync(join(root, 'project-'));
  const file = writeProject(folder, { ...sound, ...more });
  const mirror = join(folder, 'reviews.labels.jsonl');
  const store = openSqliteStore(databaseOf(folder), { project: 'reviews', identityVersion });
  writeFileSync(mirror, serialiseMirror(store.answers()));
  store.close();
  return { folder, file, mirror };
}

const check = (file: string, pool = true): Promise<CheckResult> => checkProject(file, { pool });

/** Findings as lines, with paths relative to the project. */
async function findings({ folder, file }: Checked, pool = true): Promise<string[]> {
  const result = await check(file, pool);
  assert.deepEqual(
    result.findings.filter((one) => !one.file.startsWith(folder)),
    [],
  );
  const lines = checkText(result, 'text').split('\n');
  return lines.map((line) => line.slice(line.lastIndexOf('/') + 1)).filter((line) => line !== '');
}

const line = (record: string, more: object): string =>
  `${JSON.stringify({ record, annotator: 'bob', at: '2026-02-01T00:00:00.000Z', ...more })}\n`;

describe('check finds', () => {
  test('nothing in a sound project, with or without a database, a mirror or answers', async () => {
    const one = project();
    assert.deepEqual(await findings(one), []);
    assert.equal((await check(one.file)).answers, 3);
    rmSync(join(one.folder, '.marginalia'), { recursive: true });
    assert.deepEqual(await findings(one), []);
    assert.equal((await check(one.file)).answers, 3);
    rmSync(one.mirror);
    assert.deepEqual(await findings(one), []);
  });

  test('mistakes of the project file, at their place', async () => {
    const one = project();
    writeFileSync(one.file, readFileSync(one.file, 'utf8').replace('"good"', '7'));
    const found = await findings(one);
    assert.equal(found.length, 1);
    assert.match(found[0]!, /^reviews\.marginalia\.json:10:5: error: \S/);
  });

  test('a label that the project does not have, from the database and from the mirror alone', async () => {
    const one = project({ labels: ['good', 'awful'] });
    const orphan =
      'reviews.marginalia.json:9: error: The project has no label "bad", which 1 record has. Add it to "labels", or rename it in the panel.';
    assert.deepEqual(await findings(one), [orphan]);
    rmSync(join(one.folder, '.marginalia'), { recursive: true });
    assert.deepEqual(await findings(one), [orphan]);
  });

  test('answers of another task', async () => {
    const one = project({ settings: { mirror: true, task: 'multi' } });
    const found = await findings(one);
    assert.match(found[0]!, /^reviews\.marginalia\.json:14: error: The project has answers of the/);
  });

  test('lines that cannot be read, marks of an unfinished merge and two answers to one record', async () => {
    const one = project();
    rmSync(join(one.folder, '.marginalia'), { recursive: true });
    const id = recordIdOf('fine');
    appendFileSync(one.mirror, 'nonsense\n<<<<<<< HEAD\n');
    appendFileSync(one.mirror, `${line(id, { label: 'bad' })}=======\n>>>>>>> other\n`);
    const place = readFileSync(one.mirror, 'utf8')
      .split('\n')
      .findIndex((raw) => raw.includes(id));
    const found = await findings(one);
    assert.deepEqual(
      found.toSorted(),
      [
        `reviews.labels.jsonl:${place + 1}: warning: Record ${id} has another answer in this file; the later one, on line 6, counts.`,
        'reviews.labels.jsonl:4: error: This line is not JSON.',
        'reviews.labels.jsonl:5: error: The file has conflict markers of an unfinished Git merge here. Resolve the merge, or keep both sides: the later answer counts.',
      ].toSorted(),
    );
    // A mirror can be checked without its project.
    const alone = checkText(await check(one.mirror), 'text').split('\n');
    assert.deepEqual(
      alone.map((text) => text.slice(text.lastIndexOf('/') + 1)).toSorted(),
      found.toSorted(),
    );
  });

  test('a mirror that is missing, behind the database, or ahead of it', async () => {
    const one = project();
    const text = readFileSync(one.mirror, 'utf8');
    writeFileSync(one.mirror, text.split('\n').slice(1).join('\n'));
    const behind = (count: string): string =>
      `reviews.labels.jsonl:1: error: The latest state of ${count} in the database is not in this file. Open the project to update it.`;
    assert.deepEqual(await findings(one), [behind('1 answer')]);
    writeFileSync(
      one.mirror,
      text
        .replaceAll('"good"', '"bad"')
        .replaceAll(/"at":"2026[^"]*"/g, '"at":"2025-01-01T00:00:00.000Z"'),
    );
    assert.deepEqual(await findings(one), [behind('3 answers')]);
    writeFileSync(one.mirror, text + line(recordIdOf('new'), { label: 'good' }));
    assert.deepEqual(await findings(one), [
      'reviews.labels.jsonl:1: warning: 1 answer in this file is not in the database yet. Opening the project takes it over.',
    ]);
    rmSync(one.mirror);
    assert.deepEqual(await findings(one), [
      'reviews.marginalia.json:1: error: There is no reviews.labels.jsonl, so Git does not see the 3 answers. Open the project to write it.',
    ]);
  });

  test('records with answers of imports that differ', async () => {
    const one = project();
    const store = openSqliteStore(databaseOf(one.folder), { project: 'reviews', identityVersion });
    const stamp = { id: 'import', at: 5, annotator: 'ada' };
    const candidates = [{ label: 'bad', annotator: 'bob' }];
    const recordId = recordIdOf('fine');
    store.append({ ...stamp, kind: 'conflict', recordId, candidates, from: 'theirs.jsonl' });
    store.close();
    assert.deepEqual(await findings(one), [
      'reviews.marginalia.json:1: warning: 1 record has answers from imports that differ. Decide in the panel, in the list of conflicts.',
    ]);
    const { conflicts } = await projectStatus(one.file);
    assert.equal(conflicts, 1);
  });

  test('rows that cannot be read, records that left the pool, and a pool that is not there', async () => {
    const one = project();
    const pool = join(one.folder, 'reviews.jsonl');
    const rows = readFileSync(pool, 'utf8').split('\n');
    writeFileSync(
      pool,
      ['{"id": "r0", "text": "fine, edited"}', 'broken', ...rows.slice(2)].join('\n'),
    );
    const found = await findings(one);
    assert.match(found[0]!, /^reviews\.jsonl:2: error: \S/);
    assert.deepEqual(found.slice(1), [
      'reviews.marginalia.json:3: warning: 1 answered record has a different text in the pool now. The answers are kept, but not trained on until they are confirmed.',
      'reviews.marginalia.json:3: warning: 1 answered record is no longer in the pool.',
    ]);
    rmSync(pool);
    assert.match(
      (await findings(one)).join('\n'),
      /^reviews\.marginalia\.json:3: error: Cannot read reviews\.jsonl: /,
    );
    assert.deepEqual(await findings(one, false), []);
  });
});

describe('check reports its findings', () => {
  const result: CheckResult = {
    answers: 2,
    findings: [
      {
        file: join(process.cwd(), 'data, new', 'a:b.json'),
        line: 3,
        column: 5,
        severity: 'error',
        problem: { code: 'other.words', params: { words: '100 % wrong\nand more' } },
      },
    ],
  };

  test('to GitHub Actions, escaped as its runner reads it', () => {
    assert.equal(
      checkText(result, 'github'),
      '::error file=data%2C new/a%3Ab.json,line=3,col=5,title=Marginalia::100 %25 wrong%0Aand more',
    );
  });

  test('to programs and to people', () => {
    assert.deepEqual(JSON.parse(checkText(result, 'json')), {
      answers: 2,
      errors: 1,
      warnings: 0,
      findings: [
        {
          severity: 'error',
          code: 'other.words',
          file: 'data, new/a:b.json',
          line: 3,
          column: 5,
          message: '100 % wrong\nand more',
        },
      ],
    });
    const { file } = { file: 'x/reviews.marginalia.json' };
    assert.equal(
      checkSummary(result, { file, format: 'text', pool: true }),
      'reviews.marginalia.json: 2 answers, 1 error, no warnings',
    );
  });

  test('fails on errors, and on more warnings than allowed', () => {
    const warning = { ...result.findings[0]!, severity: 'warning' as const };
    const found = { answers: 0, findings: [warning, warning] };
    const allowing = (maxWarnings?: number): boolean =>
      isSound(found, {
        file: '',
        format: 'text',
        pool: true,
        ...(maxWarnings !== undefined && { maxWarnings }),
      });
    assert.deepEqual([allowing(), allowing(2), allowing(1)], [true, true, false]);
    assert.equal(isSound(result, { file: '', format: 'text', pool: true }), false);
  });

  test('and refuses invalid options', () => {
    const refused: [string[], RegExp][] = [
      [[], /^Name one project file for check/],
      [['a', '--max-warnings', 'few'], /^--max-warnings must be a whole number, not "few"/],
      [['a', '--format', 'xml'], /--format.*xml/],
    ];
    for (const [args, sentence] of refused) {
      assert.throws(() => parseCheckArguments(args), says(sentence));
    }
  });
});

test('check ends with 0, 1 or 2, prints only findings, and leaves the project unchanged', async () => {
  const one = project();
  const before = folderContents(one.folder);
  const fine = await runCli(['check', one.file, '--format', 'github'], { cwd: one.folder });
  const summary = 'reviews.marginalia.json: 3 answers, no errors, no warnings\n';
  assert.deepEqual(fine, { code: 0, stdout: '', stderr: summary });
  assert.deepEqual(folderContents(one.folder), before);

  appendFileSync(one.mirror, line(recordIdOf('new'), { label: 'good' }));
  const warned = await runCli(['check', one.file, '--format', 'github', '--max-warnings', '0'], {
    cwd: one.folder,
  });
  assert.equal(warned.code, 1);
  assert.match(
    warned.stdout,
    /^::warning file=reviews\.labels\.jsonl,line=1,title=Marginalia::1 answer .*\n$/,
  );

  const missing = await runCli(['check', 'none.marginalia.json'], { cwd: one.folder });
  assert.deepEqual(missing, {
    code: 2,
    stdout: '',
    stderr: 'There is no file none.marginalia.json.\n',
  });
});
