// Projects to import into, and the command's messages; the folder is removed after the tests of the importing
// file.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { writeProject, type ProjectOnDisk } from './projects.ts';
import { runCli } from './runCli.ts';
import { jsonLines } from '../../harness/topics.ts';

export const root = mkdtempSync(join(tmpdir(), 'marginalia-import-'));
after(() => rmSync(root, { recursive: true, force: true }));

const reviews: ProjectOnDisk = {
  rows: [
    { text: 'quick delivery', event: { kind: 'label', label: 'good' } },
    { text: 'broken screen', event: { kind: 'label', label: 'bad' } },
    { text: 'no opinion', event: { kind: 'skip' } },
    { text: 'late again' },
    { text: 'lovely' },
    { text: 'so so' },
  ],
};

interface Case {
  readonly folder: string;
  readonly project: string;
  /** Writes a file of answers. */
  readonly write: (name: string, rows: readonly object[]) => string;
}

export function newProject(on: ProjectOnDisk = reviews): Case {
  const folder = mkdtempSync(join(root, 'project-'));
  const project = writeProject(folder, on);
  return {
    folder,
    project,
    write: (name, rows) => {
      const file = join(mkdtempSync(join(root, 'file-')), name);
      writeFileSync(file, jsonLines(rows));
      return file;
    },
  };
}

export async function counts(args: readonly string[], code = 0): Promise<Record<string, unknown>> {
  const done = await runCli(['import', ...args, '--json']);
  assert.equal(done.code, code, done.stderr);
  return JSON.parse(done.stdout) as Record<string, unknown>;
}
