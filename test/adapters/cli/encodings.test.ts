// A wrong encoding damages texts, and every command that takes an encoding reports how many.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { inspectFile } from '../../../src/commandLine/inspectFile.ts';
import { newProject, root } from './importFixture.ts';
import { runCli } from './runCli.ts';

const file = join(mkdtempSync(join(root, 'file-')), 'cp.csv');
const rows = Array.from({ length: 40 }, (_, i) => `late ${i}${i < 32 ? ', café' : ''}`);
const table = `text,label\n${rows.map((text, i) => `"${text}",${i % 2 ? 'good' : 'bad'}`).join('\n')}\n`;
writeFileSync(file, Buffer.from(table, 'latin1'));
const bare = file.replace('cp.csv', 'cp.txt');
writeFileSync(bare, Buffer.from(`${rows.join('\n')}\n`, 'latin1'));

const damaged = (name: string): string =>
  `32 texts of ${name} have characters that cannot be read (�). If the file has another encoding, name it with --encoding.`;

describe('texts in another encoding than the given one are counted', () => {
  const project = (): string => join(mkdtempSync(join(root, 'new-')), 'new.marginalia.json');
  const commands: readonly (readonly [name: string, args: () => readonly string[]])[] = [
    ['import', () => ['import', newProject().project, file, '--dry-run']],
    ['import --new', () => ['import', file, '--new', project()]],
    ['import --new of texts', () => ['import', bare, '--new', project(), '--labels', 'a,b']],
    ['convert', () => ['convert', file, '-']],
    ['inspect', () => ['inspect', file]],
  ];
  for (const [name, args] of commands) {
    test(name, async () => {
      const wrong = await runCli([...args(), '--encoding', 'utf-8']);
      const said = `${wrong.stderr}${wrong.stdout}`;
      assert.ok(said.includes(damaged(name.endsWith('texts') ? 'cp.txt' : 'cp.csv')), said);
      const right = await runCli([...args(), '--encoding', 'windows-1252']);
      assert.doesNotMatch(right.stderr, /cannot be read|not UTF-8/);
      // A guessed encoding is reported as such.
      const guessed = await runCli(args());
      assert.match(`${guessed.stderr}${guessed.stdout}`, /not UTF-8.*read as windows-1252/s);
    });
  }

  test('inspect offers UTF-8 as a damaged reading, not as one that makes sense', async () => {
    const { alternatives } = await inspectFile(file);
    assert.match(
      alternatives.find(({ encoding }) => encoding === 'utf-8')!.why,
      /may be UTF-8 with damaged characters.*--encoding utf-8/,
    );
  });
});
