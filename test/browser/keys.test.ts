// Keys in the real editor while a pool of 100,000 records is embedded and ranked.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { recordIdOf } from '../../src/core/record.ts';
import { Annotator } from '../harness/annotator.ts';
import { readJournal } from '../harness/journal.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { jsonLines, topicNames, topicOf, topicRecords } from '../harness/topics.ts';
import { PATIENCE, openWorkbench, type Workbench } from '../harness/workbench.ts';

const pool = 100_000;
const keys = 120;

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

test('every key press counts while a pool of 100,000 is embedded', async () => {
  await writeFile(join(folder, 'large.jsonl'), jsonLines(topicRecords(pool)));
  const project = { pool: 'large.jsonl', text: 'text', labels: topicNames, embedding: 'lexical' };
  await writeFile(join(folder, 'large.marginalia.json'), JSON.stringify(project));
  workbench = await openWorkbench(server, folder, { width: 1400, height: 900 });
  await workbench.runCommand('Marginalia: Open Panel');
  const panel = await workbench.panel('large');
  const annotator = new Annotator(panel, PATIENCE);
  await annotator.read();
  const texts = await annotator.label(keys, (text) =>
    String(topicNames.indexOf(topicOf(text)) + 1),
  );
  await annotator.saved();
  assert.equal(new Set(texts).size, keys, 'each record was shown once');
  const { answers } = readJournal(join(folder, '.marginalia/large.sqlite'));
  assert.deepEqual(
    answers.map(({ record, label }) => [record, label]),
    texts.map((text) => [recordIdOf(text), topicOf(text)]),
  );
});
