// Steering with the installed VSIX: search, ask these next, and the panel shows them with the reason.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Annotator } from '../harness/annotator.ts';
import { readJournal } from '../harness/journal.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { jsonLines, topicNames, topicOf, topicRecords } from '../harness/topics.ts';
import { PATIENCE, openWorkbench, type Workbench } from '../harness/workbench.ts';

let server: TestServer;
let folder: string;
let workbench: Workbench | undefined;

before(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'marginalia-steering-'));
});
after(async () => {
  await workbench?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const keyOf = (text: string): string => String(topicNames.indexOf(topicOf(text)) + 1);

test('search results are asked next with their reason, as are records like a text', async () => {
  await writeFile(join(folder, 'topics.jsonl'), jsonLines(topicRecords(400)));
  const project = {
    pool: 'topics.jsonl',
    text: 'text',
    id: 'id',
    context: ['channel'],
    labels: topicNames.map((name) => ({ name, seeds: [name.toLowerCase()] })),
    embedding: 'lexical',
    holdout: { size: 8, blind: 'picks' },
  };
  await writeFile(join(folder, 'topics.marginalia.json'), JSON.stringify(project));
  workbench = await openWorkbench(server, folder, { width: 1500, height: 950 });
  await workbench.runCommand('Marginalia: Open Panel');
  const panel = await workbench.panel('topics');
  const { frame } = panel;
  const annotator = new Annotator(panel, PATIENCE);
  try {
    await annotator.label(40, keyOf);
    await annotator.saved();

    await panel.press('p');
    await frame.page().keyboard.type('password');
    await frame.getByRole('combobox', { name: 'Answers' }).selectOption('unanswered');
    await frame.locator('.records .row .snippet').filter({ hasText: /\S/ }).first().waitFor();
    await workbench.screenshot('browser/steering-1-search');
    await frame.getByRole('button', { name: 'Ask These Next' }).click();

    const reason = frame.locator('.reason').filter({ hasText: 'asked first: search “password”' });
    for (let i = 0; i < 8 && (await reason.count()) === 0; i++) {
      await annotator.press(keyOf(await annotator.read()));
    }
    await reason.waitFor();
    assert.match(await annotator.read(), /password/);
    await workbench.page.locator('.activitybar a[aria-label^="Marginalia"]').first().click();
    const askedFirst = workbench.page
      .locator('.pane-body .monaco-list-row')
      .filter({ hasText: /^Prioritized/ });
    await askedFirst.locator('.monaco-tl-twistie').click();
    await workbench.page.getByText('search “password”').first().waitFor();
    await workbench.screenshot('browser/steering-2-asked-first');

    await workbench.runCommand('Marginalia: Find Records Like…');
    await workbench.answer('my parcel is late', /A few words/);
    const search = frame.getByRole('dialog', { name: 'Search' });
    await search.waitFor();
    await search.locator('.row').filter({ hasText: 'parcel' }).first().waitFor();
    assert.ok(await search.getByLabel('Like this text').isChecked());
    await workbench.screenshot('browser/steering-3-like');
    await panel.press('Escape');

    await workbench.runCommand('Marginalia: Show Metrics');
    const metrics = await workbench.panel('Metrics: topics');
    await metrics.frame
      .locator('.population')
      .getByText(/were prioritized by hand/)
      .waitFor();
    await metrics.frame
      .locator('.pool-risk')
      .getByText(/With margin it is not known/)
      .waitFor();
    await workbench.screenshot('browser/steering-4-metrics');

    await annotator.saved();
    const { answers } = readJournal(join(folder, '.marginalia/topics.sqlite'));
    assert.ok(answers.some(({ ask }) => ask === 'start'));
  } catch (error) {
    await workbench?.screenshot('browser/steering-failed');
    throw error;
  }
});
