// Files with several labels in one field, selected in the Explorer and imported as one: what divides the labels is
// asked, the rows of each file are counted, and Undo takes the answers of all back.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Database from 'better-sqlite3';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { jsonLines } from '../harness/topics.ts';
import { openWorkbench, type Workbench } from '../harness/workbench.ts';

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server?.stop());

const moods = ['anger', 'sadness', 'joy'];
const notes = Array.from({ length: 30 }, (_, i) => ({
  text: `Parcel number ${i} came late and I said so`,
  labels: i % 2 ? [moods[i % 3]!] : [moods[i % 3]!, moods[(i + 1) % 3]!],
}));

const tableOf = (rows: typeof notes): string =>
  ['text,label', ...rows.map(({ text, labels }) => `${text},"${labels.join(',')}"`)].join('\n');

test(
  'two files of joined labels are one import, once it is said what divides them',
  { timeout: 600_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'marginalia-import-several-'));
    const project = {
      ...{ version: 1, task: 'multi', pool: 'notes.jsonl', text: 'text', labels: moods },
      ...{ embedding: 'lexical', holdout: { size: 0 } },
    };
    await writeFile(join(folder, 'notes.jsonl'), jsonLines(notes.map(({ text }) => ({ text }))));
    await writeFile(join(folder, 'notes.marginalia.json'), JSON.stringify(project));
    await writeFile(join(folder, 'ada.csv'), tableOf(notes.slice(0, 16)));
    const unknown = { text: 'A bill that nobody has seen', labels: ['joy'] };
    await writeFile(join(folder, 'bob.csv'), tableOf([...notes.slice(16), unknown]));
    const judged = (): { yes: number; no: number } => {
      const database = new Database(join(folder, '.marginalia/notes.sqlite'), { readonly: true });
      try {
        return database
          .prepare(
            'select coalesce(sum(value), 0) as yes, coalesce(sum(1 - value), 0) as no from answer_label',
          )
          .get() as { yes: number; no: number };
      } finally {
        database.close();
      }
    };
    let workbench: Workbench | undefined;
    try {
      workbench = await openWorkbench(server, folder, { width: 1400, height: 860 });
      const { page, quickInput } = workbench;
      await workbench.runCommand('Marginalia: Open Panel');
      const panel = await workbench.panel('notes');
      await panel.frame.getByText('0 of 30').first().waitFor();
      await workbench.runCommand('View: Show Explorer');
      await workbench.inExplorer(['ada.csv', 'bob.csv'], 'Import Answers…');

      await workbench.quickPickRow('separated by “,”').waitFor();
      await workbench.quickPickRow('each value is one label').waitFor();
      await quickInput.getByText('Import 2 files into notes').waitFor();
      await quickInput
        .getByPlaceholder('A field seems to hold several labels. How are they written?')
        .waitFor();
      await workbench.screenshot('browser/import-several-1-separator');
      await workbench.pick('separated by “,”');

      await workbench.quickPickRow('Import as Annotations').waitFor();
      await quickInput.getByPlaceholder('30 answers, 1 not in the pool').waitFor();
      for (const rows of [
        'ada.csv: 16 rows; 16 rows with an answer to a record',
        'bob.csv: 15 rows; 14 rows with an answer to a record; 1 row is not in the pool',
      ]) {
        await workbench.quickPickRow(rows).waitFor();
      }
      await workbench.screenshot('browser/import-several-2-dry-run');
      await workbench.pick('Import as Annotations');
      const done = await workbench.notification('2 files: 30 answers, 1 not in the pool.');
      await panel.frame.getByText('30 of 30').first().waitFor();
      await workbench.screenshot('browser/import-several-3-done');
      const applying = notes.reduce((sum, { labels }) => sum + labels.length, 0);
      assert.deepEqual(judged(), { yes: applying, no: 3 * notes.length - applying });

      await done.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('The import of 2 files was undone.').first().waitFor();
      await panel.frame.getByText('0 of 30').first().waitFor();
      assert.deepEqual(judged(), { yes: 0, no: 0 });

      // Ticked in the list of the command, they are one import too.
      await workbench.runCommand('Marginalia: Import Answers…');
      await workbench.quickPickRow('ada.csv').waitFor();
      await workbench.screenshot('browser/import-several-4-list');
      await workbench.pickMany(['ada.csv', 'bob.csv']);
      await quickInput.getByText('Import 2 files into notes').waitFor();
    } catch (error) {
      await workbench?.screenshot('browser/import-several-failed');
      throw error;
    } finally {
      await workbench?.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
);
