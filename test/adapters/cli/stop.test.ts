// A signal ends a command at once, with code 130, and nothing of its work remains.
import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { withFolder } from '../../harness/conversion.ts';
import { runCli } from './runCli.ts';

const sample = (name: string): string =>
  fileURLToPath(new URL(`../../../media/sample/${name}`, import.meta.url));
const project = sample('support.marginalia.json');

/** The arguments of commands that work in temporary folders. */
const commands: readonly (readonly string[])[] = [
  ['status', project],
  ['check', project],
  ['inspect', sample('support.jsonl')],
  ['export', project, '--out', '-'],
  ['import', project, sample('support.truth.jsonl'), '--dry-run'],
  ['predict', project, '--out', '-'],
  ['simulate', '--pool', sample('support.jsonl'), '--text', 'text', '--label', 'label'],
];

for (const [i, args] of commands.entries())
  test(`${args[0]} is stopped by a signal, and leaves no temporary folder`, () =>
    withFolder(async (folder) => {
      const temporary = join(folder, 'tmp');
      await mkdir(temporary);
      const { code, stdout, stderr } = await runCli(args, {
        endAtFolder: i % 2 === 0 ? 'SIGTERM' : 'SIGINT',
        env: { TMPDIR: temporary },
        cwd: folder,
      });
      assert.deepEqual([code, stdout, stderr], [130, '', 'Stopped.\n']);
      assert.deepEqual(await readdir(temporary), []);
      assert.deepEqual(await readdir(folder), ['tmp']);
    }));
