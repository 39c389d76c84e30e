// Folders in place of files, and files in folders that do not exist.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, describe, test } from 'node:test';
import { readProjectFile } from '../../../src/host/readProjectFile.ts';
import { writeFile } from '../../../src/host/writeFile.ts';
import { says } from '../../harness/english.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-given-'));
after(() => rmSync(root, { recursive: true, force: true }));

describe('a folder in place of a project file', () => {
  test('is reported as a folder, with the project files in it', async () => {
    const none = `${root} is a folder without a project file. Name a file like reviews.marginalia.json.`;
    await assert.rejects(readProjectFile(root), says(none));
    const files = ['b', 'a'].map((name) => join(root, `${name}.marginalia.json`));
    for (const file of files) writeFileSync(file, '{}');
    writeFileSync(join(root, 'other.json'), '{}');
    const sentence = `${root} is a folder. Name the project file: ${files.reverse().join(', ')}.`;
    await assert.rejects(readProjectFile(root), says(sentence));
  });

  test('may be named like a project file', async () => {
    const folder = join(root, 'folder.marginalia.json');
    mkdirSync(folder);
    await assert.rejects(readProjectFile(folder), says(/is a folder without a project file/));
  });
});

test('a file in a folder that does not exist is not written, and the folder is named', async () => {
  const folder = join(root, 'no such');
  const sentence = `There is no folder ${folder}. Create it, or name another file.`;
  const content = Readable.from(['a']);
  await assert.rejects(writeFile(join(folder, 'out.jsonl'), content), says(sentence));
});
