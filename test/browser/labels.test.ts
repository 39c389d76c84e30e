// Labels renamed and merged through the palette with the panel open, and undone with one key each.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Annotator } from '../harness/annotator.ts';
import { readJournal } from '../harness/journal.ts';
import type { Panel } from '../harness/panel.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { jsonLines, topicNames, topicOf, topicRecords } from '../harness/topics.ts';
import { PATIENCE, openWorkbench, type Workbench } from '../harness/workbench.ts';

let server: TestServer;
let folder: string;
let workbench: Workbench | undefined;

before(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'marginalia-labels-'));
});
after(async () => {
  await workbench?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const [first, second, third] = topicNames as [string, string, string];
const text = `{
  "pool": "topics.jsonl",
  "text": "text",
  "labels": [
    "${first}", // what it is about
    "${second}",
    "${third}"
  ],
  "embedding": "lexical",
  "holdout": { "size": 20, "blind": "picks" }
}
`;
const file = (): string => join(folder, 'topics.marginalia.json');
const written = (): Promise<string> => readFile(file(), 'utf8');
const labels = (): string[] => {
  const { answers } = readJournal(join(folder, '.marginalia/topics.sqlite'));
  return [...new Set(answers.map(({ label }) => label))].sort();
};

/** Waits until the panel shows exactly these labels. */
async function shows({ frame }: Panel, names: readonly string[]): Promise<void> {
  await frame.waitForFunction(
    (wanted) => {
      const shown = [...document.querySelectorAll('.answers .label .name')];
      return JSON.stringify(shown.map(({ textContent }) => textContent)) === wanted;
    },
    JSON.stringify(names),
    { timeout: PATIENCE },
  );
}

test('rename and merge through the palette with the panel open, and undo', async () => {
  await writeFile(join(folder, 'topics.jsonl'), jsonLines(topicRecords(300)));
  await writeFile(file(), text);
  workbench = await openWorkbench(server, folder, { width: 1500, height: 950 });
  await workbench.runCommand('Marginalia: Open Panel');
  const panel = await workbench.panel('topics');
  const annotator = new Annotator(panel, PATIENCE);
  const { quickInput, page } = workbench;
  try {
    await annotator.label(30, (record) => String(topicNames.indexOf(topicOf(record)) + 1));
    await annotator.saved();
    const shown = await annotator.read();

    await workbench.runCommand('Marginalia: Rename Label…');
    await workbench.pick(first);
    const name = quickInput.locator('input[type="text"]');
    await quickInput.getByText(/Also renamed: \d+ annotations/).waitFor();
    await name.fill(second.toLowerCase());
    await quickInput.getByText(/upper and lower case/).waitFor();
    await workbench.screenshot('browser/labels-1-rename');
    await name.fill('Money back');
    await workbench.accept();
    await shows(panel, ['Money back', second, third]);
    assert.equal(await annotator.read(), shown, 'the record stays on screen');
    assert.equal(await written(), text.replace(`"${first}"`, '"Money back"'));
    assert.deepEqual(labels(), ['Money back', second, third].sort());
    await workbench.screenshot('browser/labels-2-renamed');

    await workbench.runCommand('Marginalia: Merge Labels…');
    await workbench.pickMany(['Money back', second]);
    await quickInput.getByText('Another Name').waitFor();
    await workbench.pick(second);
    await page.locator('.monaco-dialog-box').filter({ hasText: 'Changed:' }).waitFor();
    await workbench.screenshot('browser/labels-3-merge');
    await workbench.dialogButton('Merge').click();
    await shows(panel, [second, third]);
    assert.deepEqual(labels(), [second, third].sort());

    await panel.press('Backspace');
    await shows(panel, ['Money back', second, third]);
    await panel.press('Backspace');
    await shows(panel, [first, second, third]);
    assert.equal(await written(), text, 'word for word');
    assert.deepEqual(labels(), [...topicNames].sort());

    await workbench.runCommand('Marginalia: Split Label…');
    await workbench.pick(first);
    await name.fill('Early, Late');
    await workbench.accept();
    await page.locator('.monaco-dialog-box').filter({ hasText: 'To be divided:' }).waitFor();
    await workbench.dialogButton('Split').click();
    await panel.frame.getByText(/is divided into “Early”, “Late”/).waitFor();
    await panel.press('1');
    await annotator.saved();
    await workbench.screenshot('browser/labels-4-dividing');
    await panel.frame.getByRole('button', { name: 'Back to the queue' }).click();
    await panel.frame.getByRole('button', { name: 'Resolve' }).waitFor();
    await workbench.screenshot('browser/labels-5-half-way');
  } catch (error) {
    await workbench?.screenshot('browser/labels-failed');
    throw error;
  }
});
