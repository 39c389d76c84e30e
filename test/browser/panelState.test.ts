// The record on screen survives changes of its panel: hidden, moved, in its own window, beside another one,
// after an engine crash. With the installed VSIX; labelling.test.ts reloads the window.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Annotator } from '../harness/annotator.ts';
import { enginesOf } from '../harness/engines.ts';
import { readJournal } from '../harness/journal.ts';
import { findPanel, type Panel } from '../harness/panel.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { jsonLines, topicNames, topicOf, topicRecords } from '../harness/topics.ts';
import { PATIENCE, openWorkbench, type Workbench } from '../harness/workbench.ts';

let server: TestServer;
let folder: string;
let workbench: Workbench;

before(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'marginalia-state-'));
  await writeFile(join(folder, 'topics.jsonl'), jsonLines(topicRecords(300)));
  const project = {
    pool: 'topics.jsonl',
    text: 'text',
    labels: topicNames,
    embedding: 'lexical',
    holdout: { size: 20, blind: 'picks' },
  };
  await writeFile(join(folder, 'topics.marginalia.json'), JSON.stringify(project));
  workbench = await openWorkbench(server, folder, { width: 1500, height: 900 });
});
after(async () => {
  await workbench?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const keyOf = (text: string): string => String(topicNames.indexOf(topicOf(text)) + 1);
const answered = (): number =>
  readJournal(join(folder, '.marginalia/topics.sqlite')).answers.length;

/** Asserts that the record is on screen, flagged (host state), with the suggestion hidden (page state). */
async function isAsItWas(panel: Panel, text: string): Promise<void> {
  assert.equal(await new Annotator(panel, PATIENCE).read(), text);
  await panel.frame.locator('.about .flag').waitFor();
  await panel.frame.getByRole('button', { name: 'Show Suggestion' }).waitFor();
}

test('the record on screen survives changes of its panel', async () => {
  try {
    await workbench.runCommand('Marginalia: Open Panel');
    let panel = await workbench.panel('topics');
    const first = new Annotator(panel, PATIENCE);
    await first.label(30, keyOf);
    await first.saved();
    const text = await first.read();
    await panel.press('f');
    await panel.press('s');
    await isAsItWas(panel, text);

    await workbench.openFile('topics.jsonl');
    await workbench.runCommand('Marginalia: Open Panel');
    panel = await workbench.panel('topics');
    await isAsItWas(panel, text);

    await workbench.runCommand('Marginalia: Show Metrics');
    const metrics = await workbench.panel('Metrics: topics');
    await metrics.frame.getByText('30 labelled').first().waitFor();
    await isAsItWas(panel, text);
    await panel.focus();
    await workbench.runCommand('View: Move Editor into Next Group');
    panel = await workbench.panel('topics');
    await isAsItWas(panel, text);
    await workbench.screenshot('browser/state-1-beside-metrics');

    const opened = workbench.page.context().waitForEvent('page');
    await panel.focus();
    await workbench.runCommand('View: Move Editor into New Window');
    const alone = await opened;
    panel = await findPanel(alone, 'topics', PATIENCE);
    await isAsItWas(panel, text);
    await new Annotator(panel, PATIENCE).label(2, keyOf);
    // Hidden behind the panel until this moved away, so its page has been recreated.
    const { frame } = await workbench.panel('Metrics: topics');
    await frame.getByText('32 labelled').first().waitFor();
    assert.equal(answered(), 32);
    await alone.close();

    await workbench.runCommand('Marginalia: Open Panel');
    panel = await workbench.panel('topics');
    const again = new Annotator(panel, PATIENCE);
    const before = await again.read();
    const [engine, ...others] = await enginesOf(server);
    assert.ok(engine !== undefined && others.length === 0);
    process.kill(engine, 'SIGKILL');
    const notice = panel.frame.locator('.notice').filter({ hasText: 'The engine stopped' });
    await notice.waitFor();
    assert.equal(await again.read(), before, 'the record on screen stays');
    await workbench.screenshot('browser/state-2-engine-gone');
    await again.label(12, keyOf);
    await again.saved();
    await notice.waitFor({ state: 'detached' });
    assert.equal(answered(), 44);
    const [next] = await enginesOf(server);
    assert.ok(next !== undefined && next !== engine);
  } catch (error) {
    await workbench.screenshot('browser/state-failed');
    throw error;
  }
});
