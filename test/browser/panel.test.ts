// The panel beyond labelling, with the installed VSIX: history, search, neighbours, notes, guidelines, words.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Annotator } from '../harness/annotator.ts';
import { readJournal } from '../harness/journal.ts';
import type { Panel } from '../harness/panel.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { jsonLines, topicNames, topicOf, topicRecords } from '../harness/topics.ts';
import { PATIENCE, openWorkbench, type Workbench } from '../harness/workbench.ts';

const guidelines = `# What the labels mean

**Refund** is about money. <script>document.title = 'harm'</script>

| Text | Label |
|---|---|
| Where is it? | Delivery |
`;

let server: TestServer;
let folder: string;
let workbench: Workbench | undefined;

before(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'marginalia-panel-'));
});
after(async () => {
  await workbench?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const keyOf = (text: string): string => String(topicNames.indexOf(topicOf(text)) + 1);
const database = (): string => join(folder, '.marginalia/topics.sqlite');

async function openTopics(): Promise<{ panel: Panel; annotator: Annotator }> {
  await writeFile(join(folder, 'topics.jsonl'), jsonLines(topicRecords(400)));
  await writeFile(join(folder, 'guide.md'), guidelines);
  const project = {
    pool: 'topics.jsonl',
    text: 'text',
    labels: topicNames,
    embedding: 'lexical',
    guidelines: 'guide.md',
    holdout: { size: 20, blind: 'picks' },
  };
  await writeFile(join(folder, 'topics.marginalia.json'), JSON.stringify(project));
  workbench = await openWorkbench(server, folder, { width: 1500, height: 950 });
  await workbench.runCommand('Marginalia: Open Panel');
  const panel = await workbench.panel('topics');
  return { panel, annotator: new Annotator(panel, PATIENCE) };
}

test('history, search, similarity, notes, guidelines and words in the real editor', async () => {
  const { panel, annotator } = await openTopics();
  const { frame } = panel;
  const count = (words: RegExp) =>
    frame.locator('.records .count').filter({ hasText: words }).waitFor();
  try {
    await annotator.label(45, keyOf);
    await annotator.saved();

    await panel.press('g');
    const guide = frame.getByRole('region', { name: 'Guidelines' });
    await guide.getByRole('cell', { name: 'Delivery' }).waitFor();
    assert.equal(await guide.locator('script').count(), 0);
    await writeFile(join(folder, 'guide.md'), '# Changed while it was open');
    await guide.getByText('Changed while it was open').waitFor();

    await panel.until(
      () => CSS.highlights.size > 0 || document.querySelector('.label.suggested') === null,
      PATIENCE,
    );
    await workbench!.screenshot('browser/panel-1-guidelines-and-words');

    await panel.press('h');
    await count(/^45 records/);
    await frame.locator('.records .row .snippet').filter({ hasText: /\S/ }).first().waitFor();
    await workbench!.screenshot('browser/panel-2-history');
    await panel.press('Escape');

    await panel.press('p');
    await frame.page().keyboard.type('password');
    await frame.getByRole('combobox', { name: 'Answers' }).selectOption('unanswered');
    await count(/^\d+ records/);
    await frame.locator('.records .row .snippet').filter({ hasText: /\S/ }).first().waitFor();
    await frame.locator('.records .found').focus();
    await panel.press('Space');
    await panel.press('ArrowDown');
    await panel.press('Space');
    await count(/2 chosen/);
    await workbench!.screenshot('browser/panel-3-search');
    await frame.page().keyboard.press('3');
    await frame.locator('.records .row .name').filter({ hasText: 'Account' }).nth(1).waitFor();
    await panel.press('Escape');
    const { answers, events } = readJournal(database());
    assert.equal(answers.length, 47);
    assert.deepEqual(
      answers.slice(-2).map(({ label }) => label),
      ['Account', 'Account'],
    );

    await panel.press('Backspace');
    await panel.until(() => document.querySelectorAll('.recent .answer').length === 45, PATIENCE);
    assert.equal(readJournal(database()).answers.length, 45, 'both are taken back in one step');
    assert.equal(events.includes('undo'), false);

    await panel.press('m');
    await count(/^100 records|^\d+ records/);
    await frame.locator('.records .row .snippet').filter({ hasText: /\S/ }).nth(5).waitFor();
    await workbench!.screenshot('browser/panel-4-similar');
    await panel.press('Escape');

    await panel.press('n');
    await frame.page().keyboard.type('is it one?');
    await panel.press('Enter');
    await frame.locator('.about .noted').getByText('is it one?').waitFor();
    assert.ok(readJournal(database()).events.includes('note'));

    await workbench!.runCommand('Marginalia: Show History');
    await frame.getByRole('dialog', { name: 'History' }).waitFor();
  } catch (error) {
    await workbench?.screenshot('browser/panel-failed');
    throw error;
  }
});
