// New Project from File as seen by a user: the reading of the file, similar labels, an existing project.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startTestServer } from '../harness/server.ts';
import type { TestServer } from '../harness/server.ts';
import { openWorkbench } from '../harness/workbench.ts';
import type { Workbench } from '../harness/workbench.ts';

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server?.stop());

const labels = ['Größe', 'größe', 'Preis, Rabatt'];
const lines = Array.from(
  { length: 30 },
  (_, i) => `${i};"Wäre die Größe ${i + 30} noch da? Ich frage für später";"${labels[i % 3]}"`,
);

test('A2 A7 A11 D10 a Windows-1252 file is read as intended, with a single question', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia ünï #1 100% (a)-'));
  await writeFile(
    join(folder, 'pool #2.csv'),
    Buffer.from(['nr;text;art', ...lines, ';"";x'].join('\r\n'), 'latin1'),
  );
  let workbench: Workbench | undefined;
  try {
    workbench = await openWorkbench(server, folder, { width: 1400, height: 860 });
    await workbench.runCommand('Marginalia: New Project from File…');
    await workbench.pick('pool #2.csv');
    await workbench.quickPickRow('CSV · semicolons · Windows-1252 · header').waitFor();
    await workbench.screenshot('browser/newProject-1-reading');
    await otherEncoding(workbench, 'UTF-8');
    await workbench.quickPickRow('CSV · semicolons · UTF-8 · header').waitFor();
    await workbench.screenshot('browser/newProject-2-other-encoding');
    await otherEncoding(workbench, 'Windows-1252');
    await workbench.pick('CSV · semicolons · Windows-1252 · header');
    await workbench.pick('text');
    await workbench.pick('art');
    await workbench.quickPickRow('Take Them as One').waitFor();
    await workbench.screenshot('browser/newProject-3-alike');
    await workbench.pick('Take Them as One');
    const input = workbench.quickInput.locator('input[type="text"]');
    await workbench.quickInput.getByText(/separated by commas/).waitFor();
    await workbench.screenshot('browser/newProject-4-labels');
    assert.equal(await input.inputValue(), 'Größe, "Preis, Rabatt"');
    await workbench.page.keyboard.press('Enter');
    // One list for all labels, where Enter continues.
    await workbench.pick('Größe');
    await workbench.quickInput.getByText(/as you would tell a new colleague/).waitFor();
    await input.fill('Wie groß etwas ist');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.getByText('1 of 2 labels are described').waitFor();
    await workbench.screenshot('browser/newProject-4-descriptions');
    await workbench.page.keyboard.press('Enter');
    await workbench.pick('Import as annotations');
    await workbench.quickPickRow('nr').waitFor();
    await workbench.page.keyboard.press('Enter');

    const panel = await workbench.panel('pool #2');
    await panel.frame.getByText('1 of 31 rows have no text').waitFor();
    await workbench.screenshot('browser/newProject-5-panel');
    const written: unknown = JSON.parse(
      await readFile(join(folder, 'pool #2.marginalia.json'), 'utf8'),
    );
    assert.deepEqual(written, {
      version: 1,
      pool: {
        path: 'pool #2.csv',
        format: {
          kind: 'delimited',
          encoding: 'windows-1252',
          delimiter: ';',
          header: true,
          quotes: true,
        },
      },
      text: 'text',
      labels: [{ name: 'Größe', description: 'Wie groß etwas ist' }, 'Preis, Rabatt'],
      labelField: { field: 'art', use: 'annotations', map: { größe: 'Größe' } },
    });

    await workbench.runCommand('Marginalia: New Project from File…');
    await workbench.pick('pool #2.csv');
    await workbench.quickPickRow('Open pool #2.marginalia.json').waitFor();
    await workbench.screenshot('browser/newProject-6-there-is-one');
    await workbench.page.keyboard.press('Escape');
  } catch (error) {
    await workbench?.screenshot('browser/newProject-failed');
    throw error;
  } finally {
    await workbench?.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test('A2 the rows of a large file are counted while its reading is previewed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-large-'));
  const row = (_: unknown, i: number): string =>
    JSON.stringify({ text: `${i} ${'a parcel that never came '.repeat(40)}` });
  const rows = [...Array.from({ length: 36_000 }, row), '{"text": "cut sh'];
  await writeFile(join(folder, 'large.jsonl'), rows.join('\n'));
  let workbench: Workbench | undefined;
  try {
    workbench = await openWorkbench(server, folder, { width: 1400, height: 860 });
    await workbench.runCommand('Marginalia: New Project from File…');
    await workbench.pick('large.jsonl');
    await workbench.quickPickRow('JSON Lines · UTF-8').waitFor();
    await workbench.quickInput.getByText('1 of 36001 rows cannot be read').waitFor();
    await workbench.screenshot('browser/newProject-7-large');
    await workbench.pick('JSON Lines · UTF-8');
    await workbench.quickInput.getByText(/separated by commas/).waitFor();
    await workbench.page.keyboard.press('Escape');
  } catch (error) {
    await workbench?.screenshot('browser/newProject-large-failed');
    throw error;
  } finally {
    await workbench?.close();
    await rm(folder, { recursive: true, force: true });
  }
});

/** The entry may be below the fold, so its name is typed. */
async function otherEncoding(workbench: Workbench, name: string): Promise<void> {
  await workbench.quickInput.locator('input[type="text"]').fill('Other Encoding');
  await workbench.pick('Other Encoding …');
  await workbench.pick(name);
}
