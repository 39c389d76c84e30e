// The sample, as opened by `npm start`: labelling starts at once, and the sentence model takes over without asking.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Annotator } from '../harness/annotator.ts';
import { painted } from '../harness/painted.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { PATIENCE, openWorkbench, type Workbench } from '../harness/workbench.ts';

let server: TestServer;
let folder: string;
let workbench: Workbench | undefined;

before(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'marginalia-sample-'));
});
after(async () => {
  await workbench?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('the sample asks its first record, and tree and status bar show the embedding in use', async () => {
  workbench = await openWorkbench(server, folder, { width: 1400, height: 900 });
  await workbench.runCommand('Marginalia: Open Sample Project');
  await workbench.pick('One label per record');
  const panel = await workbench.panel('support');
  await panel.frame.locator('.answers .label').first().waitFor();
  await workbench.page.locator('.activitybar a[aria-label^="Marginalia"]').first().click();
  const node = workbench.page.locator('.pane-body .monaco-list-row').filter({
    hasText: '½ lexical (256) + bge-small-en-v1.5 (384)',
  });
  await node.first().waitFor();
  const status = await workbench.statusBarItem('0/');
  // The entry's name for screen readers contains its tooltip, which closes whenever the entry is updated.
  const embedding = 'Embedding: ½ lexical (256) + bge-small-en-v1.5 (384)';
  await status.locator(`[aria-label*="${embedding}"]`).waitFor();
  await status.hover();
  await workbench.screenshot('browser/sample');
});

test('in the sample with several labels, a label set can be saved, and “none of these”', async () => {
  await workbench!.runCommand('Marginalia: Open Sample Project');
  await workbench!.pick('Several labels per record');
  const panel = await workbench!.panel('moods');
  const on = panel.frame.locator('.answers .label[aria-pressed="true"] .name');
  await new Annotator(panel, PATIENCE).read();
  await panel.press('1');
  await panel.press('6');
  await on.nth(1).waitFor();
  assert.deepEqual(await on.allInnerTexts(), ['Joy', 'Surprise']);
  await workbench!.screenshot('browser/sample-several');
  await panel.press('Enter');
  await workbench!.statusBarItem('1/167');
  await panel.press('Enter');
  await panel.frame.getByText('Press Enter again to save that').waitFor();
  // The page ignores an Enter from before its question was on screen.
  await painted(panel.frame);
  await panel.press('Enter');
  await workbench!.statusBarItem('2/167');
  await workbench!.runCommand('Marginalia: New Project from These Answers…');
  await workbench!.page
    .getByText('A record of moods can have several labels already.')
    .first()
    .waitFor();
});
