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
    await workbench.quickPickRow('One label per record').waitFor();
    await workbench.screenshot('browser/newProject-3-one-or-several');
    await workbench.pick('One label per record');
    await workbench.quickPickRow('Merge Them').waitFor();
    await workbench.screenshot('browser/newProject-3-alike');
    await workbench.pick('Merge Them');
    const input = workbench.quickInput.locator('input[type="text"]');
    await workbench.quickInput.getByText(/separated by commas/).waitFor();
    await workbench.screenshot('browser/newProject-4-labels');
    assert.equal(await input.inputValue(), 'Größe, "Preis, Rabatt"');
    await workbench.accept();
    // A list of all labels; Enter continues.
    await workbench.pick('Größe');
    await workbench.quickInput.getByText(/as you would tell a new colleague/).waitFor();
    await input.fill('Wie groß etwas ist');
    await workbench.accept();
    await workbench.quickInput.getByText('1 of 2 labels are described').waitFor();
    await workbench.screenshot('browser/newProject-4-descriptions');
    await workbench.accept();
    await workbench.pick('Import as annotations');
    await workbench.quickPickRow('nr').waitFor();
    await workbench.accept();

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

const emotions = [['joy'], ['anger'], ['joy', 'anger'], ['calm', 'joy'], []];
const parcels = Array.from({ length: 40 }, (_, i) => ({
  text: `Parcel number ${i} came, and I said so at once`,
  set: emotions[i % emotions.length]!,
}));
const separated = [
  'text,feelings',
  ...parcels.map(({ text, set }) => `"${text}","${set.join(', ')}"`),
].join('\n');
const inColumns = [
  'text,is_joy,is_anger,is_calm',
  ...parcels.map(({ text, set }) => {
    const flags = ['joy', 'anger', 'calm'].map((name) => (set.includes(name) ? 1 : 0));
    return `"${text}",${flags.join(',')}`;
  }),
].join('\n');

test('several labels per record: the reading is shown with its counts and asked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-several-'));
  await writeFile(join(folder, 'separated.csv'), separated);
  await writeFile(join(folder, 'columns.csv'), inColumns);
  const written = async (name: string): Promise<Record<string, unknown>> =>
    JSON.parse(await readFile(join(folder, `${name}.marginalia.json`), 'utf8')) as Record<
      string,
      unknown
    >;
  let workbench: Workbench | undefined;
  try {
    workbench = await openWorkbench(server, folder, { width: 1400, height: 860 });
    await workbench.runCommand('Marginalia: New Project from File…');
    await workbench.pick('separated.csv');
    await workbench.pick('CSV · commas · UTF-8 · header');
    await workbench.pick('text');
    await workbench.pick('feelings');
    await workbench.quickInput.getByText('labels found: joy 24 · anger 16 · calm 8').waitFor();
    await workbench.quickInput
      .getByText('labels found: joy 8 · anger 8 · joy, anger 8 · calm, joy 8')
      .first()
      .waitFor();
    await workbench.screenshot('browser/newProject-8-separated');
    await workbench.accept();
    await workbench.quickPickRow('None of the labels').waitFor();
    const input = workbench.quickInput.locator('input[type="text"]');
    assert.equal(
      await input.getAttribute('placeholder'),
      '8 rows have no label. What does that mean?',
    );
    await workbench.screenshot('browser/newProject-9-empty');
    await workbench.pick('None of the labels');
    await workbench.quickInput.getByText(/separated by commas/).waitFor();
    assert.equal(await input.inputValue(), 'joy, anger, calm');
    await input.fill('joy, anger, "calm, quiet"');
    await workbench.accept();
    await workbench.quickInput.getByText('“calm, quiet” contains “,”').waitFor();
    await workbench.screenshot('browser/newProject-10-separator-in-a-name');
    await input.fill('joy, anger, calm');
    await workbench.accept();
    await workbench.pick('Go On');
    await workbench.pick('Import as annotations');
    await workbench.panel('separated');
    const first = await written('separated');
    assert.deepEqual(
      [first['task'], first['labels'], first['labelField']],
      [
        'multi',
        ['joy', 'anger', 'calm'],
        { field: 'feelings', use: 'annotations', separator: ',', empty: 'none' },
      ],
    );

    await workbench.runCommand('Marginalia: New Project from File…');
    await workbench.pick('columns.csv');
    // Otherwise the columns themselves would become the labels.
    await workbench.pick('Only the Texts');
    await workbench.pick('CSV · commas · UTF-8 · header');
    await workbench.pick('text');
    await workbench.quickPickRow('3 columns of 0 and 1').waitFor();
    await workbench.screenshot('browser/newProject-11-columns');
    await workbench.pick('3 columns of 0 and 1');
    await workbench.quickInput.getByText('OK', { exact: true }).waitFor();
    await workbench.accept();
    await workbench.quickInput.getByText('labels found: joy 24 · anger 16 · calm 8').waitFor();
    await workbench.screenshot('browser/newProject-12-several');
    await workbench.accept();
    await workbench.quickInput.getByText(/separated by commas/).waitFor();
    await workbench.accept();
    await workbench.pick('Go On');
    await workbench.pick('Show as suggestions');
    await workbench.panel('columns');
    const second = await written('columns');
    assert.deepEqual(
      [second['task'], second['labels'], second['labelField']],
      [
        'multi',
        ['joy', 'anger', 'calm'],
        {
          columns: { joy: 'is_joy', anger: 'is_anger', calm: 'is_calm' },
          use: 'suggestions',
        },
      ],
    );
  } catch (error) {
    await workbench?.screenshot('browser/newProject-several-failed');
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
    await workbench.pick('One label per record');
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

/** Types the entry's name, since the entry may be below the fold. */
async function otherEncoding(workbench: Workbench, name: string): Promise<void> {
  await workbench.quickInput.locator('input[type="text"]').fill('Other Encoding');
  await workbench.pick('Other Encoding …');
  await workbench.pick(name);
}
