// Models that cannot be exported, and the exports that a window offers.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NotYetError, userMessageOf } from '../../../src/core/errors.ts';
import { writeHeader } from '../../../src/core/heads/headHeader.ts';
import { exportModel } from '../../../src/host/exportModel.ts';
import { exportModelInChildProcess } from '../../../src/host/modelProcess.ts';
import type { Progress } from '../../../src/core/progress.ts';
import { modelChoices } from '../../../src/host/modelChoices.ts';
import { openProjectToRead } from '../../../src/host/projectToRead.ts';
import { says } from '../../harness/english.ts';
import { runCli } from '../cli/runCli.ts';
import { projectIn, reviews } from './pools.ts';
import { addRound } from './roundOnDisk.ts';
import { root, staticBlock, trained, work } from './modelFixture.ts';

describe('a model that cannot be exported is not yet possible', () => {
  const to = join(root, 'refused');

  async function refused(project: string, why: RegExp, round?: number): Promise<void> {
    const wanted = { to, ...(round !== undefined && { round }) };
    await assert.rejects(exportModel(project, wanted, work), (error: unknown) => {
      assert.ok(error instanceof NotYetError);
      return says(why)(error);
    });
    assert.ok(!readdirSync(root).includes('refused'));
  }

  test('without a round, and for a round that is not there', async () => {
    const place = join(root, 'unlabelled');
    const unlabelled = projectIn(place, reviews(9), ['good', 'bad']);
    await refused(unlabelled, /^There are answers, but no round has been trained yet/);
    const { code, stdout, stderr } = await runCli(['model', unlabelled, '--out', to]);
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(
      stderr,
      /^There are answers, but no round has been trained yet\. Run “Retrain Now”/,
    );
    const { project } = await trained();
    await assert.rejects(
      exportModel(project, { to, round: 4 }, work),
      says(/^There is no round 4\. The newest one is 1/),
    );
  });

  test('on other vectors than the present ones', async () => {
    const { project, folder } = await trained();
    await addRound(project, { blocks: [staticBlock] });
    await refused(project, /have changed since round 1 was trained/, 1);
    assert.equal((await exportModel(project, { to: folder }, work)).round, 2);
    // Other texts, so that the round's lexical embedder cannot be fitted again.
    const changed = await trained();
    rmSync(join(changed.project, '../.marginalia/cache'), { recursive: true });
    const pool = join(changed.project, '../reviews.jsonl');
    writeFileSync(pool, readFileSync(pool, 'utf8').replaceAll('the', 'a'));
    await refused(changed.project, /have changed since round 1 was trained/);
  });

  test('of a dropout network', async () => {
    const bytes = new Uint8Array(40);
    writeHeader(bytes, { kind: 'mc-dropout', version: 1, sizes: [1, 1, 1] });
    await refused(
      (await trained({ head: bytes })).project,
      /^A dropout network cannot be exported/,
    );
  });

  test('of labels that the project does not have any more', async () => {
    const { project } = await trained();
    const file = JSON.parse(readFileSync(project, 'utf8')) as { labels: string[] };
    writeFileSync(project, JSON.stringify({ ...file, labels: ['good', 'poor'] }));
    await refused(project, /^Round 1 predicts labels that have since been merged or removed: bad/);
  });
});

test('a window offers the rounds that can be exported, the last one first', async () => {
  const choicesOf = async (project: string): ReturnType<typeof modelChoices> => {
    const opened = await openProjectToRead(project);
    try {
      return await modelChoices(opened.store, opened.project);
    } finally {
      await opened.close();
    }
  };
  const { project, folder } = await trained({ blocks: [staticBlock] });
  await addRound(project);
  await addRound(project);
  const bytes = new Uint8Array(40);
  writeHeader(bytes, { kind: 'mc-dropout', version: 1, sizes: [1, 1, 1] });
  await addRound(project, { head: bytes });
  // The first round is on other vectors, and the last one is a dropout network.
  assert.deepEqual(await choicesOf(project), { rounds: [3, 2], halves: true });
  for (const round of [3, 2]) {
    const wanted = { to: folder, round, force: true };
    assert.equal((await exportModel(project, wanted, work)).round, round);
  }
  await addRound(project, { blocks: [staticBlock] });
  assert.deepEqual(await choicesOf(project), { rounds: [5, 1], halves: false });

  const gone = await trained();
  const file = JSON.parse(readFileSync(gone.project, 'utf8')) as { labels: string[] };
  writeFileSync(gone.project, JSON.stringify({ ...file, labels: ['good', 'poor'] }));
  await assert.rejects(
    choicesOf(gone.project),
    says(/^Round 1 predicts labels that have since been merged/),
  );
});

test('a window exports it in a separate process', async () => {
  const { project, folder } = await trained();
  const steps: string[] = [];
  const onProgress = ({ what }: Progress): void => void steps.push(what.code);
  const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
  const written = await exportModelInChildProcess(
    cli,
    project,
    { to: folder },
    { ...work, onProgress },
  );
  assert.deepEqual([written.path, written.round], [folder, 1]);
  assert.deepEqual(steps, ['modelFolder.gathering', 'modelFolder.checking', 'modelFolder.writing']);
  const cancel = new AbortController();
  const atWriting = ({ what }: Progress): void => {
    if (what.code === 'modelFolder.writing') cancel.abort();
  };
  const stopped = { ...work, signal: cancel.signal, onProgress: atWriting };
  const again = { to: folder, force: true };
  await assert.rejects(exportModelInChildProcess(cli, project, again, stopped), {
    name: 'CancelledError',
  });
  assert.deepEqual(readdirSync(join(folder, '..')).sort(), ['model', 'project']);
  // The error lets the window ask whether to replace the folder.
  await assert.rejects(
    exportModelInChildProcess(cli, project, { to: folder }, work),
    (error: unknown) => {
      assert.equal(userMessageOf(error)?.code, 'modelFolder.ofEarlier');
      return true;
    },
  );
});

test('a folder that cannot be written is named', async () => {
  const { project } = await trained();
  const file = join(root, 'a-file');
  writeFileSync(file, '');
  await assert.rejects(
    exportModel(project, { to: join(file, 'm') }, work),
    says(/cannot be written/),
  );
});
