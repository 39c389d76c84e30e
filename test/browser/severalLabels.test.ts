// Several labels per record with the installed VSIX: sets by keyboard, "none of these", undo, and a label added
// later and asked in a pass. The result is checked against the mirror and the journal on disk.
import assert from 'node:assert/strict';
import { on } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { Annotator } from '../harness/annotator.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { jsonLines } from '../harness/topics.ts';
import { painted } from '../harness/painted.ts';
import { openWorkbench, PATIENCE, type Workbench } from '../harness/workbench.ts';

const words: Readonly<Record<string, readonly string[]>> = {
  joy: ['wonderful', 'delighted', 'hooray'],
  anger: ['furious', 'outrage', 'annoyed'],
  fear: ['afraid', 'terrified', 'worried'],
  surprise: ['suddenly', 'unexpected', 'astonished'],
};
const names = Object.keys(words);
const labelsOf = (text: string, of: readonly string[] = names): string[] =>
  of.filter((name) => words[name]!.some((word) => text.includes(word)));

/** Texts with no label, one or two. */
const texts = Array.from({ length: 160 }, (_, i) => {
  const pick = (name: string, j: number): string => words[name]![(i + j) % 3]!;
  const some = names.filter((_, j) => (i * 7 + j * 5) % (3 + j) === 0).slice(0, 2);
  return `Note ${i}: ${['the day was', ...some.map(pick), 'and then we went home'].join(' ')}.`;
});

let server: TestServer;
let folder: string;
let workbench: Workbench | undefined;

before(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'marginalia-several-'));
});
after(async () => {
  await workbench?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const file = (name: string): string => join(folder, name);

async function writeProject(labels: readonly string[]): Promise<void> {
  const project = {
    task: 'multi',
    pool: 'notes.jsonl',
    text: 'text',
    labels,
    embedding: 'lexical',
    query: { start: 'random', batch: 10 },
    holdout: { size: 20 },
    mirror: true,
  };
  await writeFile(file('notes.marginalia.json'), JSON.stringify(project, undefined, 2));
}

function rows<T>(sql: string): T[] {
  const database = new Database(file('.marginalia/notes.sqlite'), { readonly: true });
  try {
    return database.prepare(sql).all() as T[];
  } finally {
    database.close();
  }
}

/** Resolves when the mirror has judgements of all labels for `count` records. */
async function mirrored(count: number): Promise<void> {
  const isComplete = async (): Promise<boolean> => {
    if (!existsSync(file('notes.labels.jsonl'))) return false;
    const lines = (await readFile(file('notes.labels.jsonl'), 'utf8')).trim().split('\n');
    const judged = lines.map((line) => {
      const { labels, not } = JSON.parse(line) as { labels: string[]; not: string[] };
      return [...labels, ...not].sort().join();
    });
    return judged.length === count && judged.every((one) => one === names.toSorted().join());
  };
  const watcher = watch(folder);
  // Keeps what happens before the first reading has ended.
  const changes = on(watcher, 'change', { signal: AbortSignal.timeout(PATIENCE) });
  try {
    if (await isComplete()) return;
    for await (const _ of changes) if (await isComplete()) return;
  } finally {
    watcher.close();
  }
}

test('a session of several labels by keyboard', { timeout: 600_000 }, async () => {
  await writeFile(file('notes.jsonl'), jsonLines(texts.map((text, i) => ({ id: `n${i}`, text }))));
  await writeProject(names.slice(0, 3));
  workbench = await openWorkbench(server, folder, { width: 1400, height: 900 });
  try {
    await workbench.runCommand('Marginalia: Open Panel');
    const panel = await workbench.panel('notes');
    const annotator = new Annotator(panel, PATIENCE);
    const shown = names.slice(0, 3);

    const save = panel.frame
      .locator('button:not([aria-disabled])')
      .filter({ hasText: 'Save' })
      .filter({ visible: true })
      .first();
    const asked: string[] = [];
    const answer = async (): Promise<void> => {
      const text = await annotator.read();
      asked.push(text);
      // The page saves no answer while three are unsaved.
      await save.waitFor();
      const labels = labelsOf(text, shown);
      for (const label of labels) await panel.press(String(shown.indexOf(label) + 1));
      if (labels.length === 0) {
        await panel.press('Enter');
        await panel.frame.getByText('Press Enter again to save that').waitFor();
        // The page ignores an Enter from before its question was on screen.
        await painted(panel.frame);
      }
      if (asked.length === 4) await workbench!.screenshot('browser/several-1-marked');
      await annotator.press('Enter');
    };
    for (let i = 0; i < 60; i++) await answer();
    await annotator.saved();
    await workbench.screenshot('browser/several-2-sixty');
    await panel.frame.getByText('60 of 160').first().waitFor();

    const judged = rows<{ record_id: string; n: number; yes: number }>(
      'select record_id, count(*) as n, sum(value) as yes from answer_label group by record_id',
    );
    assert.equal(judged.length, 60);
    assert.ok(
      judged.every(({ n }) => n === 3),
      'each answer judges the whole set',
    );
    const expected = asked.reduce((sum, text) => sum + labelsOf(text, shown).length, 0);
    assert.equal(
      judged.reduce((sum, { yes }) => sum + yes, 0),
      expected,
    );
    assert.ok(
      judged.some(({ yes }) => yes === 0),
      '"none of these" is an answer',
    );

    await annotator.press('Backspace');
    await annotator.saved();
    await panel.frame.getByText('59 of 160').first().waitFor();

    await workbench.runCommand('Marginalia: Show Metrics');
    const metrics = await workbench.panel('Metrics: notes');
    await metrics.frame
      .getByText(/micro-F1/)
      .first()
      .waitFor();
    await workbench.screenshot('browser/several-3-metrics');

    // A label added later is unknown in the 59 answers, and a pass asks for it.
    await writeProject(names);
    await workbench.runCommand('Marginalia: Open Panel');
    await panel.frame.getByText(/“surprise” is newer than 59 answers/).waitFor();
    await workbench.screenshot('browser/several-4-newer');
    await panel.frame.getByRole('button', { name: 'Ask These for a Label …' }).click();
    await workbench.pick('surprise');
    await panel.frame.getByText('59 left').first().waitFor();
    await workbench.screenshot('browser/several-5-pass');
    const yes: string[] = [];
    for (let i = 0; i < 59; i++) {
      const text = await annotator.read();
      const applies = labelsOf(text, ['surprise']).length > 0;
      if (applies) yes.push(text);
      await annotator.press(applies ? '1' : '2');
    }
    await annotator.saved();
    await panel.frame.getByText(/is newer than/).waitFor({ state: 'hidden' });
    const passed = rows<{ label: string; n: number; yes: number }>(
      'select label, count(*) as n, sum(value) as yes from answer_label group by label',
    );
    assert.deepEqual(
      passed.map(({ label, n }) => [label, n]),
      names.toSorted().map((name) => [name, 59]),
    );
    assert.equal(passed.find(({ label }) => label === 'surprise')!.yes, yes.length);
    await workbench.screenshot('browser/several-6-after');

    await mirrored(59);
  } catch (error) {
    await workbench.screenshot('browser/several-failed');
    throw error;
  }
});
