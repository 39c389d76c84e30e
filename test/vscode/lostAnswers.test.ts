// B1, B10: the database goes away, is cut short or is locked while its project is open in a real extension host.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { testProject } from './testProject.ts';
import type { TestProject } from './testProject.ts';

suite('answers that go away', () => {
  let topics: TestProject;

  setup(async () => {
    topics = await testProject({ records: 80 });
    await topics.open();
    await topics.settled();
  });

  teardown(() => topics.remove());

  const data = (): string => join(topics.folder.fsPath, '.marginalia');
  const database = (): string => join(data(), 'topics.sqlite');

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
    test(`${name}: nothing more is acknowledged, and what was comes back`, async () => {
      const before = await topics.label(12);
      // Closing backs up; what is answered afterwards only the window has.
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
        /gone from the disk|cut short by another program/,
      );
      const { phase } = await topics.until((view) => view.phase.kind === 'failed');
      assert.ok(phase.kind === 'failed' && phase.answersGone);
      assert.match(phase.message, /Restore Answers .* Start Empty/s);

      await vscode.commands.executeCommand('marginalia.restoreAnswers', topics.project);
      await topics.until((view) => view.phase.kind === 'asking' && view.ahead.length === 4);
      const { records } = topics.project.session!.learner;
      const isThere = (id: string): boolean => records.answer(id)?.kind === 'label';
      assert.ok(before.every(isThere), 'what a backup has');
      // A handle whose file is cut has nothing left to read.
      if (!name.includes('cut')) assert.ok(after.every(isThere), 'what only the window had');
      assert.ok(!isThere(asked!.record.id), 'what was refused is not there');
      const restored = topics.view.counts.labelled;
      await topics.label(3);
      await topics.project.reopen();
      await topics.settled();
      assert.equal(topics.view.counts.labelled, restored + 3);
    });
  }

  test('the database is locked by another program: the host goes on, the panel says so, the answer is saved', async () => {
    const lock = `
      const db = new (require('node:sqlite').DatabaseSync)(${JSON.stringify(database())});
      db.exec('BEGIN IMMEDIATE');
      console.log('locked');
      process.stdin.once('data', () => { db.exec('ROLLBACK'); db.close(); process.exit(0); });`;
    const holder = spawn(process.execPath, ['-e', lock], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    const { learner } = topics.project.session!;
    const { record } = topics.view.ahead[0]!;
    const label = topics.project.file!.labels[0]!.name;
    const given = { recordId: record.id, answer: { kind: 'label', label } as const, elapsedMs: 1 };
    let served = 0;
    let isSaved = false;
    const answered = learner
      .answer({ answerId: randomUUID(), ...given })
      .finally(() => (isSaved = true));
    const serve = (): void => {
      served++;
      if (!isSaved) setImmediate(serve);
    };
    serve();
    const view = await topics.until(({ notices }) =>
      notices.some(({ id }) => id === 'store-locked'),
    );
    const told = view.notices.find(({ id }) => id === 'store-locked')!;
    assert.match(told.message, /saved as soon as it lets go/);
    // The host answers whatever else is asked of it, again and again.
    for (let i = 0; i < 50; i++) await vscode.workspace.fs.readFile(topics.project.uri);
    assert.ok(served > 50, `${served} events were served`);
    assert.equal(isSaved, false);
    holder.stdin.write('end\n');
    await answered;
    assert.equal(learner.records.answer(record.id)?.label, label);
    await topics.until(({ notices }) => notices.every(({ id }) => id !== 'store-locked'));
  });
});
