// B1, B10: the database disappears, is truncated or is locked while its project is open in a real extension host.
import { english, says } from '../harness/english.ts';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { recordIdOf } from '../../src/core/record.ts';
import { jsonLines, topicRecords } from '../harness/topics.ts';
import { marginalia, TestProject, testProject, until, writeText } from './testProject.ts';

suite('disappearing answers', () => {
  let topics: TestProject;

  setup(async () => {
    topics = await testProject({ records: 80 });
    await topics.open();
    await topics.settled();
  });

  teardown(() => topics.remove());

  const data = (): string => join(topics.folder.fsPath, '.marginalia');
  const database = (): string => join(data(), 'topics.sqlite');

  /** Locks the database from another process until `release` is called. */
  async function lockDatabase(): Promise<{ release: () => void }> {
    const lock = `
      const db = new (require('node:sqlite').DatabaseSync)(${JSON.stringify(database())});
      db.exec('BEGIN IMMEDIATE');
      console.log('locked');
      const release = () => { db.exec('ROLLBACK'); db.close(); process.exit(0); };
      process.stdin.once('data', release);`;
    const holder = spawn(process.execPath, ['-e', lock], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    return { release: () => holder.stdin.write('end\n') };
  }

  const accidents: readonly (readonly [string, () => void])[] = [
    ['.marginalia is removed', () => rmSync(data(), { recursive: true })],
    ['.marginalia is moved', () => renameSync(data(), `${data()}-moved`)],
    [
      'the folder is cleaned by git',
      () => {
        const git = (...args: string[]) => execFileSync('git', args, { cwd: topics.folder.fsPath });
        git('init', '--quiet');
        git('add', 'pool.jsonl', 'topics.marginalia.json');
        git('clean', '-fdxq');
        assert.ok(!existsSync(data()));
      },
    ],
    ['the database is cut to nothing', () => truncateSync(database(), 0)],
  ];
  for (const [name, accident] of accidents) {
    test(`${name}: nothing more is acknowledged, and earlier answers are restored`, async () => {
      const before = await topics.label(12);
      // Closing makes a backup; later answers exist only in the window.
      await topics.project.reopen();
      await topics.settled();
      const after = await topics.label(2);
      accident();
      const { learner } = topics.project.session!;
      const [asked] = topics.view.ahead;
      const label = topics.project.file!.labels[0]!.name;
      const answer = { kind: 'label', label } as const;
      const given = { recordId: asked!.record.id, answer, elapsedMs: 1 };
      await assert.rejects(
        learner.answer({ answerId: randomUUID(), ...given }),
        says(/disappeared from the disk|truncated by another program/),
      );
      const { phase } = await topics.until((view) => view.phase.kind === 'failed');
      assert.ok(phase.kind === 'failed' && phase.answersGone);
      assert.match(english(phase.message), /Restore Answers .* Start Empty/s);

      await vscode.commands.executeCommand('marginalia.restoreAnswers', topics.project);
      await topics.until((view) => view.phase.kind === 'asking' && view.ahead.length === 4);
      const { records } = topics.project.session!.learner;
      const isThere = (id: string): boolean => records.answer(id)?.kind === 'label';
      assert.ok(before.every(isThere), 'what a backup has');
      // Nothing can be read through a handle on a truncated file.
      if (!name.includes('cut')) assert.ok(after.every(isThere), 'what only the window had');
      assert.ok(!isThere(asked!.record.id), 'what was refused is not there');
      const restored = topics.view.counts.labelled;
      await topics.label(3);
      await topics.project.reopen();
      await topics.settled();
      assert.equal(topics.view.counts.labelled, restored + 3);
    });
  }

  test('another program locks the database: the host keeps running, the panel says so, the answer is saved', async () => {
    const { learner } = topics.project.session!;
    const { record } = topics.view.ahead[0]!;
    const label = topics.project.file!.labels[0]!.name;
    const given = { recordId: record.id, answer: { kind: 'label', label } as const, elapsedMs: 1 };
    const { release } = await lockDatabase();
    let isAnswered = false;
    const answered = learner.answer({ answerId: randomUUID(), ...given });
    const end = (): void => void (isAnswered = true);
    void answered.then(end, end);
    try {
      const view = await topics.until(({ notices }) =>
        notices.some(({ id }) => id === 'store-locked'),
      );
      const told = view.notices.find(({ id }) => id === 'store-locked')!;
      assert.match(english(told.message), /saved as soon as it releases the lock/);
      // The host keeps serving other requests for as long as the lock is held.
      for (let served = 0; served < 200; served++) {
        await vscode.workspace.fs.readFile(topics.project.uri);
        assert.ok(!isAnswered);
      }
    } finally {
      release();
    }
    await answered;
    assert.equal(learner.records.answer(record.id)?.label, label);
    await topics.until(({ notices }) => notices.every(({ id }) => id !== 'store-locked'));
  });

  test('a project with a locked database opens once the lock is released, and says so until then', async () => {
    await topics.label(3);
    await topics.project.close();
    const { release } = await lockDatabase();
    const opening = topics.project.open();
    try {
      const view = await topics.until(({ notices }) =>
        notices.some(({ id }) => id === 'store-locked'),
      );
      assert.match(english(view.notices[0]!.message), /opens as soon as the lock is released/);
      assert.equal(view.phase.kind, 'opening');
    } finally {
      release();
    }
    await opening;
    await topics.settled();
    assert.equal(topics.view.counts.labelled, 3);
    assert.ok(topics.view.notices.every(({ id }) => id !== 'store-locked'));
  });
});

suite('external changes under an open project', () => {
  let topics: TestProject;
  const records = topicRecords(100);

  setup(async () => {
    const rows = records.map((record, i) => ({ ...record, part: i === 50 ? 'one' : 'others' }));
    topics = await testProject({ pool: jsonLines(rows) });
    await topics.open();
    await topics.settled();
    await topics.label(12);
  });

  teardown(async () => {
    await topics.project.close();
    await vscode.workspace.fs.delete(topics.folder, { recursive: true });
  });

  const notice = (id: string): string | undefined => {
    const found = topics.view.notices.find((one) => one.id === id);
    return found && english(found.message);
  };

  test('B6 the project file is renamed: its answers are offered under the new name, and taken over', async () => {
    const { projects } = (await marginalia()).userInterface;
    const to = vscode.Uri.joinPath(topics.folder, 'subjects.marginalia.json');
    renameSync(topics.project.uri.fsPath, to.fsPath);
    await until(
      () => projects.get(to) !== undefined && projects.get(topics.project.uri) === undefined,
      (changed) => projects.onDidChange(changed),
      () => projects.all.map(({ uri }) => uri.path).join(', '),
    );
    topics = new TestProject(topics.folder, topics.text, projects.get(to)!);
    await topics.open();
    await topics.until(() => notice('orphan') !== undefined);
    assert.match(notice('orphan')!, /12 answers of topics/);
    assert.equal(topics.view.counts.labelled, 0);
    await vscode.commands.executeCommand('marginalia.takeAnswers', topics.project);
    await topics.until(({ phase, counts }) => phase.kind === 'asking' && counts.labelled === 12);
    assert.equal(notice('orphan'), undefined);
  });

  test('B2 the pool is replaced: the new records are asked, and the answers wait for the old ones', async () => {
    const pool = vscode.Uri.joinPath(topics.folder, 'pool.jsonl');
    const before = await vscode.workspace.fs.readFile(pool);
    const others = topicRecords(40, 99).map((record) => ({ ...record, id: `N${record.id}` }));
    await writeText(pool, jsonLines(others));
    await topics.until(({ pool: { size } }) => size === 40);
    await topics.settled();
    assert.equal(topics.view.phase.kind, 'asking');
    assert.match(notice('pool-changed')!, /12 answered records .* kept/);
    await topics.label(3);
    await writeText(pool, before);
    await topics.until(({ pool: { size } }) => size === 100);
    await topics.settled();
    assert.equal(topics.view.phase.kind, 'asking');
    assert.equal(topics.view.counts.labelled, 15);
    assert.match(notice('pool-changed')!, /^The pool changed: 3 answered records/);
  });

  test('B2 a filter down to one record finishes the project only while it applies', async () => {
    const filter = { part: 'one' };
    const text = JSON.stringify({ ...(JSON.parse(topics.text) as object), filter });
    await topics.writeProjectFile(text);
    await topics.until(({ pool: { size } }) => size === 1);
    const one = recordIdOf(records[50]!.text);
    const isAnswered = topics.project.session!.learner.records.answer(one)?.kind === 'label';
    if (!isAnswered) {
      await topics.until(({ phase }) => phase.kind === 'asking');
      assert.deepEqual(await topics.label(1), [one]);
    }
    await topics.until(({ phase }) => phase.kind === 'finished');
    await topics.writeProjectFile(topics.text);
    await topics.until(({ pool: { size } }) => size === 100);
    await topics.settled();
    assert.equal(topics.view.phase.kind, 'asking');
    assert.equal(topics.view.counts.labelled, isAnswered ? 12 : 13);
    await topics.label(2);
  });
});
