// Every command has a running example in its help and in docs/command-line.md; all examples of the docs run, and print only data.
import assert from 'node:assert/strict';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { identityVersion, recordIdOf } from '../../../src/core/record.ts';
import { databaseOf, writeProject, type Labelled } from './projects.ts';
import { argumentsOf, runCli } from './runCli.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-help-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** A folder with the files that the examples use. */
const files = join(root, 'files');
before(async () => {
  const labelOf = (i: number): string => (i % 2 ? 'good' : 'bad');
  const textOf = (i: number): string =>
    `${i} the ${i % 2 ? 'food was fine and fresh' : 'food was stale and cold'}, visit ${i}`;
  const rows = Array.from({ length: 120 }, (_, i): Labelled => {
    const text = textOf(i);
    return i < 40 ? { text, event: { kind: 'label', label: labelOf(i) } } : { text };
  });
  writeProject(files, { rows, settings: { embedding: 'lexical', holdout: { size: 10 } } });
  const store = openSqliteStore(databaseOf(files), { project: 'reviews', identityVersion });
  const members = rows
    .slice(0, 4)
    .map(({ text }) => ({ recordId: recordIdOf(text), multiplicity: 1 }));
  store.setHoldout({ members, seed: 1, at: 1 });
  store.close();
  const trained = await runCli(['train', 'reviews.marginalia.json'], { cwd: files });
  assert.equal(trained.code, 0, trained.stderr);
  const labelled = rows.map(({ text }, i) => JSON.stringify({ text, label: labelOf(i) }));
  for (const name of ['labelled.jsonl', 'export.jsonl'])
    writeFileSync(join(files, name), `${labelled.join('\n')}\n`);
  const tasks = rows.map(({ text }, i) =>
    JSON.stringify({ text, labels: i % 3 ? [labelOf(i)] : [] }),
  );
  writeFileSync(join(files, 'tasks.jsonl'), `${tasks.join('\n')}\n`);
  writeFileSync(join(files, 'answers.jsonl'), `${labelled[50]}\n${labelled[51]}\n`);
  const table = rows.map(({ text }, i) => `"${text}",${labelOf(i)}`);
  writeFileSync(join(files, 'reviews.csv'), `text,label\n${table.join('\n')}\n`);
  writeFileSync(join(files, 'votes.csv'), `body,vote\n"${textOf(52)}",up\n`);
  const flags = rows.map(({ text }, i) => `"${text}",${i % 2}`);
  writeFileSync(join(files, 'flags.csv'), `text,label\n${flags.join('\n')}\n`);
  const only = rows.map(({ text }) => `"${text}"`);
  writeFileSync(join(files, 'texts.csv'), `text\n${only.join('\n')}\n`);
  writeFileSync(join(files, 'train.conll'), 'Ada B-PER\nsleeps O\n\n');
  const line = { record: '0'.repeat(32), label: 'good', annotator: 'ada' };
  const mirrored = { ...line, at: '2026-01-01T00:00:00.000Z' };
  writeFileSync(join(files, 'reviews.labels.jsonl'), `${JSON.stringify(mirrored)}\n`);
});

/** Runs a shell command line, including a redirection of standard output. */
async function runLine(line: string): Promise<void> {
  const folder = mkdtempSync(join(root, 'run-'));
  cpSync(files, folder, { recursive: true });
  const [command = '', out] = line.split(' > ');
  const args = argumentsOf(command);
  const { code, stdout, stderr } = await runCli(args, { cwd: folder });
  assert.equal(code, 0, `${line}\n${stderr}`);
  if (out !== undefined) assert.notEqual(stdout, '', line);
  const written = args.includes('--out') ? args[args.indexOf('--out') + 1] : undefined;
  if (written !== undefined) {
    assert.equal(stdout, '', line);
    assert.notEqual(statSync(join(folder, written)).size, 0);
  }
}

const { stdout: overview } = await runCli(['--help']);
const commands = [...overview.matchAll(/^ {2}(\w+) {2,}\S/gm)].map(([, name]) => name!);

test('the overview lists every command', () => {
  for (const name of ['status', 'check', 'export', 'inspect', 'convert', 'simulate', 'replay']) {
    assert.ok(commands.includes(name), name);
  }
});

describe('help', () => {
  for (const name of commands) {
    test(`of ${name} has an example that runs`, async () => {
      const { code, stdout, stderr } = await runCli([name, '--help']);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, new RegExp(`^Usage: marginalia ${name} `));
      assert.equal((await runCli(['help', name])).stdout, stdout);
      const example = /^Example: (.*)$/m.exec(stdout)?.[1];
      assert.match(example ?? '', new RegExp(`^marginalia ${name} `));
      await runLine(example!);
    });

    test(`of ${name} is named when an option is unknown, and nothing is printed`, async () => {
      const { code, stdout, stderr } = await runCli([name, '--no-such-option']);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^Unknown option '--no-such-option'\. See --help\.\n$/);
    });
  }
});

/** The lines that call the command line in the examples of each page of docs. */
const docs = join(import.meta.dirname, '../../../docs');
const examples = readdirSync(docs)
  .filter((name) => name.endsWith('.md'))
  .map((name) => {
    const page = readFileSync(join(docs, name), 'utf8');
    const blocks = [...page.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block]) => block!);
    const lines = blocks.flatMap((block) => block.split('\n'));
    return { name, page, lines: lines.filter((line) => line.startsWith('marginalia ')) };
  })
  .filter(({ lines }) => lines.length > 0);

test('docs/command-line.md has a section with an example of every command', () => {
  const { page, lines } = examples.find(({ name }) => name === 'command-line.md')!;
  for (const name of commands) {
    assert.ok(page.includes(`\n## ${name}\n`), name);
    assert.ok(
      lines.some((line) => line.startsWith(`marginalia ${name} `)),
      name,
    );
  }
});

for (const { name, lines } of examples) {
  describe(`docs/${name}`, () => {
    for (const line of lines) test(`runs: ${line}`, () => runLine(line));
  });
}
