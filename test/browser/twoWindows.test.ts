// B3, B4: two windows on one project, each with its own extension host, one of which is killed.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { recordIdOf } from '../../src/core/record.ts';
import { Annotator } from '../harness/annotator.ts';
import { enginesOf, hostOf } from '../harness/engines.ts';
import { readJournal } from '../harness/journal.ts';
import type { Panel } from '../harness/panel.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { jsonLines, topicNames, topicOf, topicRecords } from '../harness/topics.ts';
import { PATIENCE, openWorkbench, type Workbench } from '../harness/workbench.ts';

let server: TestServer;
let folder: string;
const workbenches: Workbench[] = [];

before(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'marginalia-windows-'));
  await writeFile(join(folder, 'topics.jsonl'), jsonLines(topicRecords(300)));
  const project = {
    pool: 'topics.jsonl',
    text: 'text',
    labels: topicNames,
    embedding: 'lexical',
    holdout: { size: 12, blind: 'picks' },
    query: { refitEvery: 1000 },
  };
  await writeFile(join(folder, 'topics.marginalia.json'), JSON.stringify(project));
});
after(async () => {
  for (const workbench of workbenches) await workbench.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const keyOf = (text: string): string => String(topicNames.indexOf(topicOf(text)) + 1);
/** A key of a wrong label. */
const wrongKeyOf = (text: string): string =>
  String(((topicNames.indexOf(topicOf(text)) + 1) % 3) + 1);
const nameOf = (key: string): string => topicNames[Number(key) - 1]!;

const answers = (): Map<string, string> =>
  new Map(
    readJournal(join(folder, '.marginalia/topics.sqlite')).answers.map(({ record, label }) => [
      record,
      label,
    ]),
  );

interface Window {
  readonly workbench: Workbench;
  readonly panel: Panel;
  readonly annotator: Annotator;
  /** Process id of the window's extension host. */
  readonly host: number;
}

/** Opens the project in a new window. */
async function openWindow(): Promise<Window> {
  const before = new Set(await enginesOf(server));
  const workbench = await openWorkbench(server, folder, { width: 1200, height: 800 });
  workbenches.push(workbench);
  await workbench.runCommand('Marginalia: Open Panel');
  const panel = await workbench.panel('topics');
  const annotator = new Annotator(panel, PATIENCE);
  await annotator.read();
  const engine = (await enginesOf(server)).find((pid) => !before.has(pid));
  return { workbench, panel, annotator, host: await hostOf(engine!) };
}

/** Waits until a window shows another record without a key press. */
async function movesOn({ panel, annotator }: Window, from: string): Promise<string> {
  await panel.frame.waitForFunction(
    (text) => document.querySelector('.record .text')?.textContent !== text,
    from,
    { timeout: PATIENCE },
  );
  return annotator.read();
}

async function pictures(name: string): Promise<void> {
  for (const [i, workbench] of workbenches.entries())
    await workbench.screenshot(`browser/windows-${name}-${i + 1}`);
}

test('B4 two windows see each other’s answers, ask before replacing, and undo their own', async () => {
  try {
    const a = await openWindow();
    const b = await openWindow();

    // Labels in one window until both show the same record; neither asks a record that the other has
    // answered.
    let shared = await b.annotator.read();
    while ((await a.annotator.read()) !== shared) {
      await a.annotator.label(1, keyOf);
      shared = await b.annotator.read();
    }
    await a.annotator.press(keyOf(shared));
    await a.annotator.saved();
    const first = shared;
    shared = await movesOn(b, first);
    await b.panel.frame.locator('.recent .snippet').filter({ hasText: first }).waitFor();

    // Suspends one window's host, so that its page does not learn of the other window's answer.
    process.kill(b.host, 'SIGSTOP');
    while ((await a.annotator.read()) !== shared) await a.annotator.label(1, keyOf);
    const theirs = keyOf(shared);
    await a.annotator.press(theirs);
    await a.annotator.saved();
    const mine = wrongKeyOf(shared);
    await b.annotator.press(mine);
    await b.panel.frame.locator('.status .hold').filter({ hasText: /\S/ }).waitFor();
    await pictures('silent');
    process.kill(b.host, 'SIGCONT');
    const refusal = b.panel.frame.locator('.status .refusal');
    await refusal
      .filter({ hasText: `Another window gave this record the label “${nameOf(theirs)}”` })
      .waitFor();
    await pictures('refused');
    assert.equal(answers().get(recordIdOf(shared)), nameOf(theirs), 'it was not replaced');

    // The record returns with the other window's label, which may be replaced now that it has been shown.
    const before = new Set<string>();
    for (let text = await b.annotator.read(); text !== shared;) {
      before.add(text);
      text = await b.annotator.press(keyOf(text));
    }
    assert.ok(before.size <= 6, `${before.size} records came first`);
    await b.panel.frame.locator('.label[aria-pressed="true"]').first().waitFor();
    await pictures('again');
    await b.annotator.press(mine);
    await b.annotator.saved();
    assert.equal(answers().get(recordIdOf(shared)), nameOf(mine));

    // Each window undoes its own steps.
    const newest = a.panel.frame.locator('.recent .answer').first();
    await newest
      .filter({ hasText: shared })
      .filter({ hasText: nameOf(mine) })
      .waitFor();
    const last = await a.annotator.read();
    await a.annotator.press(keyOf(last));
    await a.annotator.saved();
    // Waits until the other window has moved on, in case it showed this record too.
    await b.panel.frame.locator('.recent .snippet').filter({ hasText: last }).waitFor();
    const undone = await b.annotator.press('Backspace');
    assert.equal(undone, shared);
    assert.equal(answers().get(recordIdOf(shared)), nameOf(theirs), 'the answer before it is back');
    assert.ok(answers().has(recordIdOf(last)), "the other window's later answer stays");
    assert.equal(await a.annotator.press('Backspace'), last);
    assert.ok(!answers().has(recordIdOf(last)));
    await pictures('undone');
  } catch (error) {
    await pictures('failed');
    throw error;
  } finally {
    for (const workbench of workbenches.splice(0)) await workbench.close();
  }
});

test('B3 answers in flight when the extension host is killed are kept, and saved after a reload', async () => {
  try {
    const a = await openWindow();
    await a.annotator.label(3, keyOf);
    await a.annotator.saved();
    const before = answers();
    process.kill(a.host, 'SIGSTOP');
    const given: string[] = [];
    for (let i = 0; i < 2; i++) {
      const text = await a.annotator.read();
      given.push(text);
      await a.annotator.press(keyOf(text));
    }
    process.kill(a.host, 'SIGKILL');
    const line = a.panel.frame.locator('.status .hold');
    await line.filter({ hasText: /Reload Window/ }).waitFor();
    await pictures('killed');
    for (const text of given) assert.ok(!answers().has(recordIdOf(text)));
    await a.workbench.reload();
    const panel = await a.workbench.panel('topics');
    const again = new Annotator(panel, PATIENCE);
    const next = await again.read();
    await again.saved();
    assert.ok(!given.includes(next));
    await pictures('reloaded');
    const now = answers();
    for (const text of given) assert.equal(now.get(recordIdOf(text)), topicOf(text));
    assert.equal(now.size, before.size + given.length);
  } catch (error) {
    await pictures('failed');
    throw error;
  } finally {
    for (const workbench of workbenches.splice(0)) await workbench.close();
  }
});
