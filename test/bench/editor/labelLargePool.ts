// Labels in the real editor, with the installed extension and 100,000 records, and prints the time from each key to
// the paint of the next record, as JSON on the last line.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from '../../../scripts/setup/chromium.mjs';
import { ensureCodeServer } from '../../../scripts/setup/codeServer.mjs';
import { ensureVsix } from '../../../scripts/setup/vsix.mjs';
import { Annotator } from '../../harness/annotator.ts';
import { farServer, type FarServer } from '../../harness/farServer.ts';
import { readJournal } from '../../harness/journal.ts';
import { keyLatency, measureKeys } from '../../harness/keyLatency.ts';
import type { Panel } from '../../harness/panel.ts';
import type { PanelBenchResult } from '../panel.ts';
import { startTestServer } from '../../harness/server.ts';
import { jsonLines, topicNames, topicOf, topicRecords } from '../../harness/topics.ts';
import { openWorkbench, PATIENCE, type Workbench } from '../../harness/workbench.ts';

const pool = 100_000;
const keys = 200;
/** Minimum milliseconds between two keys: nobody reads and judges a record faster. */
const pace = 200;
/** Limit for embedding 100,000 texts on a slow machine, in milliseconds. */
const embeddingPatience = 300_000;

async function labelLargePool(): Promise<PanelBenchResult[]> {
  await ensureVsix();
  await ensureCodeServer();
  await ensureChromium();
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-bench-panel-'));
  const server = await startTestServer();
  const far = await farServer(server.origin);
  try {
    await writeFile(join(folder, 'large.jsonl'), jsonLines(topicRecords(pool)));
    // Refits after every label, so that every key scores the whole pool.
    const project = {
      pool: 'large.jsonl',
      text: 'text',
      labels: topicNames,
      embedding: 'lexical',
      query: { refitEvery: 1 },
    };
    await writeFile(join(folder, 'large.marginalia.json'), JSON.stringify(project));
    const workbench = await openWorkbench(far, folder, { width: 1400, height: 900 });
    try {
      return await measured(workbench, far, join(folder, '.marginalia/large.sqlite'));
    } finally {
      await workbench.close();
    }
  } finally {
    await far.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured(
  workbench: Workbench,
  far: FarServer,
  database: string,
): Promise<PanelBenchResult[]> {
  await workbench.runCommand('Marginalia: Open Panel');
  const panel = await workbench.panel('large');
  const annotator = new Annotator(panel, PATIENCE);
  await annotator.read();
  const run = async (name: string): Promise<PanelBenchResult> => {
    const before = readJournal(database).refits;
    await measureKeys(panel.frame);
    for (let i = 0; i < keys; i++) {
      const free = workbench.page.waitForTimeout(pace);
      await annotator.press(String(topicNames.indexOf(topicOf(await annotator.read())) + 1));
      await free;
    }
    const latency = await keyLatency(panel.frame);
    await annotator.saved();
    return { name, ...latency, refits: readJournal(database).refits - before };
  };
  const results = [await run('while they are embedded')];
  await embedded(panel);
  results.push(await run('refitted and ranked anew after every label'));
  far.roundTrip = 100;
  results.push(await run('the same, with 100 ms added to every round trip'));
  return results;
}

/** Waits until no background work is left and a head has been trained. */
async function embedded({ frame }: Panel): Promise<void> {
  await frame.waitForFunction(
    () =>
      document.querySelector<HTMLElement>('.busy')?.hidden === true &&
      /\d/.test(document.querySelector('.header .round')?.textContent ?? ''),
    undefined,
    { timeout: embeddingPatience },
  );
}

console.log(JSON.stringify(await labelLargePool()));
