// Projects made from files of other tools; they are removed after the tests of the importing file.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { parseImportArguments } from '../../../src/commandLine/importArguments.ts';
import { runImport } from '../../../src/commandLine/runImport.ts';
import type { AnswersReading } from '../../../src/core/interchange/answersInFile.ts';
import { importedProjectText } from '../../../src/core/projectFile/newProjectText.ts';
import { identityVersion } from '../../../src/core/record.ts';
import type { ImportResult } from '../../../src/host/importToProject.ts';
import { writeFromFile } from '../../../src/host/writeFromFile.ts';
import type { Reading } from './otherToolsFiles.ts';

export const root = mkdtempSync(join(tmpdir(), 'marginalia-other-tools-'));
after(() => rmSync(root, { recursive: true, force: true }));

const work = { warn: () => undefined, signal: new AbortController().signal };

export async function imported(args: readonly string[]): Promise<ImportResult> {
  const parsed = parseImportArguments(args);
  assert.ok(parsed !== 'help');
  const result = await runImport(parsed, work);
  assert.ok('counts' in result, 'the file has answers');
  return result;
}

/** A new folder, and the path of a project file p in it. */
export function newProjectFolder(): { readonly folder: string; readonly project: string } {
  const folder = mkdtempSync(join(root, 'p-'));
  return { folder, project: join(folder, 'p.marginalia.json') };
}

/** Counts of the answers of project p. */
export function stored(folder: string): Omit<Reading, 'shown' | 'task'> {
  const store = openSqliteStore(join(folder, '.marginalia', 'p.sqlite'), {
    project: 'p',
    identityVersion,
  });
  try {
    const { labelled, skipped, byLabel } = store.counts();
    return {
      answers: labelled,
      skipped,
      conflicts: store.conflicts().length,
      labels: Object.fromEntries(byLabel),
    };
  } finally {
    store.close();
  }
}

export async function newProject(
  from: string,
  reading: AnswersReading,
  rules = {},
): Promise<string> {
  const { folder, project } = newProjectFolder();
  const { task, labels, context, hasIds } = reading;
  const content = importedProjectText({
    pool: 'p.texts.jsonl',
    hasIds,
    context,
    task,
    labels,
    refitEvery: 10,
  });
  const pool = join(folder, 'p.texts.jsonl');
  const request = { from, rules, task, labels, pool, file: project, name: 'p', content };
  await writeFromFile(
    { ...request, annotator: 'ann' },
    { backupsDir: join(folder, '.marginalia') },
  );
  return folder;
}
