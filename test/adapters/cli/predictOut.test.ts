// The file that `predict` writes is complete or absent, and never one of the project's files.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, test } from 'node:test';
import {
  parsePredictArguments,
  type PredictArguments,
} from '../../../src/commandLine/predictArguments.ts';
import { predictFile } from '../../../src/commandLine/predictFile.ts';
import { CancelledError } from '../../../src/core/errors.ts';
import { predictInChildProcess } from '../../../src/host/predictProcess.ts';
import type { Progress } from '../../../src/core/progress.ts';
import { says } from '../../harness/english.ts';
import { ownTemporaryFolder } from '../../harness/temporaryFolder.ts';
import { runCli } from './runCli.ts';
import { copyOf, predicted, rows } from './predictFixture.ts';
import { folderContents } from '../../harness/folderContents.ts';

describe('the file that predict writes', () => {
  test('never overwrites the project, and replaces another file only with --force', async () => {
    const { folder, file } = await copyOf('committee');
    const before = folderContents(folder);
    for (const out of ['reviews.jsonl', 'reviews.marginalia.json', '.marginalia/p.jsonl']) {
      const refused = predicted(file, ['--out', join(folder, out), '--force']);
      await assert.rejects(refused, says(/cannot be overwritten|belongs to a project/), out);
    }
    assert.deepEqual(folderContents(folder), before);
    const out = join(folder, 'p.jsonl');
    writeFileSync(out, 'former');
    await assert.rejects(predicted(file, ['--out', out]), says(/Use --force to overwrite it/));
    assert.equal((await predicted(file, ['--out', out, '--force'])).lines.length, rows.length);
  });

  test('does not appear when the command is cancelled, whenever that is', async () => {
    const { folder, file } = await copyOf('single');
    const before = readdirSync(folder, { recursive: true }).toSorted();
    const out = join(folder, 'p.jsonl');
    const parsed = parsePredictArguments([file, '--out', out]) as PredictArguments;
    /** Counts the steps of a run, and cancels it at one of them. */
    const steps = async (cancelAt: number): Promise<number> => {
      const cancel = new AbortController();
      let step = 0;
      const onProgress = (): void => {
        if (step++ === cancelAt) cancel.abort();
      };
      const streams = { stdin: Readable.from([]), stdout: new PassThrough() };
      await predictFile(parsed, { ...streams, signal: cancel.signal, onProgress });
      return step;
    };
    const all = await steps(Infinity);
    rmSync(out);
    assert.ok(all >= 2, `${all}`);
    for (const at of new Set([0, 1, Math.floor(all / 2), all - 1])) {
      await assert.rejects(steps(at), CancelledError, `${at} of ${all}`);
      assert.deepEqual(readdirSync(folder, { recursive: true }).toSorted(), before);
    }
  });

  test('is absent when the command is stopped or killed, and the next run removes what remains', async () => {
    const { folder, file } = await copyOf('single');
    const out = join(folder, 'p.jsonl');
    const parts = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.part'));
    // Another process that is still writing keeps its file.
    const running = `.p.jsonl.${process.pid}.part`;
    writeFileSync(join(folder, running), '');
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const args = ['predict', file, '--texts', '--out', out];
      const { code } = await runCli(args, { endAtPart: signal });
      assert.equal(code, signal === 'SIGINT' ? 130 : null);
      assert.ok(!existsSync(out));
      assert.equal(parts().length, signal === 'SIGINT' ? 1 : 2);
    }
    assert.equal((await runCli(['predict', file, '--out', out])).code, 0);
    assert.deepEqual(parts(), [running]);
    assert.equal(readFileSync(out, 'utf8').split('\n').length - 1, rows.length);
  });
});

describe('beside an open window', () => {
  const cliModule = join(import.meta.dirname, '../../../src/cli.ts');
  const options = { to: 'jsonl', onlyUnlabelled: false, texts: true } as const;

  test('predicts the same, and leaves nothing when it is cancelled at any step', async (t) => {
    const temporary = ownTemporaryFolder(t);
    const { folder, file } = await copyOf('single');
    const { text } = await predicted(file, ['--texts']);
    const project = {
      path: file,
      modelsDir: join(folder, 'models'),
      trusted: true,
      cliModule,
      isProjectFile: (path: string) => path === file,
    };
    const out = join(folder, 'p.jsonl');
    await assert.rejects(
      predictInChildProcess({ ...options, file }, project),
      says(/cannot be overwritten/),
    );
    const steps: string[] = [];
    const onProgress = ({ what }: Progress): void => void steps.push(what.code);
    const { rows: count } = await predictInChildProcess(
      { ...options, file: out, onProgress },
      project,
    );
    assert.equal(count, rows.length);
    assert.equal(readFileSync(out, 'utf8'), text);
    assert.ok(steps.includes('progress.predicting'));
    rmSync(out);
    const files = (): string[][] => [readdirSync(folder), readdirSync(temporary)];
    const before = files();
    for (const at of ['progress.indexing', 'progress.predicting']) {
      const cancel = new AbortController();
      const { signal } = cancel;
      const stop = ({ what }: Progress): void => {
        if (what.code === at) cancel.abort();
      };
      const stopped = predictInChildProcess(
        { ...options, file: out, signal, onProgress: stop },
        project,
      );
      await assert.rejects(stopped, CancelledError);
      assert.deepEqual(files(), before);
    }
  });
});
