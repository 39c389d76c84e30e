// Answers of other tools in a window of VS Code: a new project from a file, an import, a conflict, undo.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readJournal } from '../harness/journal.ts';
import { startTestServer } from '../harness/server.ts';
import type { TestServer } from '../harness/server.ts';
import { openWorkbench } from '../harness/workbench.ts';
import type { Workbench } from '../harness/workbench.ts';
import { jsonLines } from '../harness/topics.ts';

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server?.stop());

const options = ['joy', 'fear'].map((id) => ({ id, text: id }));
const textOf = (i: number): string => `Parcel number ${i} came at last, and I said so at once`;
const labelOf = (i: number): string => (i % 2 === 0 ? 'joy' : 'fear');

/** 20 tasks of Prodigy; the last two were ignored. */
const prodigy = Array.from({ length: 20 }, (_, i) => ({
  text: textOf(i),
  meta: { id: String(i), channel: i % 3 === 0 ? 'mail' : 'chat' },
  options,
  accept: i < 18 ? [labelOf(i)] : [],
  answer: i < 18 ? 'accept' : 'ignore',
  _annotator_id: 'ada',
  _timestamp: 1_770_000_000 + i,
}));

/**
 * Three of the answered tasks, one of them with another label, one of the ignored ones, and an unknown text.
 */
const colleague = [
  { text: textOf(0), label: 'joy' },
  { text: textOf(1), label: 'fear' },
  { text: textOf(2), label: 'fear' },
  { text: textOf(18), label: 'joy' },
  { text: 'A bill that nobody has seen', label: 'joy' },
].map((row) => ({ ...row, annotator: 'bob', at: '2026-03-01T09:30:00.000Z' }));

test('a colleague’s file becomes a project, another is imported, its conflict decided, and undone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-import-'));
  await writeFile(join(folder, 'annotated.jsonl'), jsonLines(prodigy));
  await writeFile(join(folder, 'colleague.jsonl'), jsonLines(colleague));
  let workbench: Workbench | undefined;
  try {
    workbench = await openWorkbench(server, folder, { width: 1400, height: 860 });
    const { page, quickInput } = workbench;
    const placeholder = (): Promise<string | null> =>
      quickInput.locator('input[type="text"]').getAttribute('placeholder');

    await workbench.runCommand('View: Show Explorer');
    await workbench.inExplorer(['annotated.jsonl'], 'New Project from File…');
    await workbench.quickPickRow('Only the Texts').waitFor();
    assert.equal(await placeholder(), 'Prodigy, 18 answers, 2 skipped, 2 labels');
    await workbench.screenshot('browser/import-1-new-project');
    await workbench.pick('Take Over the Answers: One Label a Record');
    const panel = await workbench.panel('annotated');
    await panel.frame.locator('.recent .answer').nth(19).waitFor();
    await workbench.statusBarItem(/\b18\/20\b/);
    await workbench.screenshot('browser/import-2-panel');
    const written = JSON.parse(
      await readFile(join(folder, 'annotated.marginalia.json'), 'utf8'),
    ) as Record<string, unknown>;
    assert.deepEqual(
      [written['text'], written['id'], written['context'], written['labels']],
      ['text', 'id', ['channel'], ['joy', 'fear']],
    );
    const texts = await readFile(join(folder, 'annotated.texts.jsonl'), 'utf8');
    assert.equal(
      texts.split('\n')[0],
      JSON.stringify({ id: '0', text: textOf(0), channel: 'mail' }),
    );

    await workbench.inExplorer(['colleague.jsonl'], 'Import Answers…');
    await workbench.quickPickRow('Import as Annotations').waitFor();
    assert.equal(await placeholder(), '2 already the same, 2 conflicts, 1 not in the pool');
    await workbench.screenshot('browser/import-3-dry-run');
    await workbench.pick('Import as Annotations');
    const decide = page.getByRole('button', { name: 'Decide Conflicts' });
    await decide.waitFor();
    await workbench.screenshot('browser/import-4-notification');
    await decide.click();
    const candidates = panel.frame.locator('.candidate');
    await candidates.nth(1).waitFor();
    await panel.frame.getByText('Answers that differ: 2 left').waitFor();
    await workbench.screenshot('browser/import-5-conflict');
    assert.match(await candidates.nth(1).innerText(), /bob · .* · colleague\.jsonl/);
    await panel.press('2');
    await panel.frame.getByText('Answers that differ: 1 left').waitFor();
    await workbench.screenshot('browser/import-6-decided');

    await workbench.runCommand('Marginalia: Undo Import…');
    await workbench.quickPickRow('colleague.jsonl').waitFor();
    await workbench.quickPickRow('annotated.jsonl').waitFor();
    await workbench.screenshot('browser/import-7-undo');
    await workbench.pick('colleague.jsonl');
    await page.getByText('The import of colleague.jsonl was undone.').first().waitFor();
    await panel.frame.getByText(/Answers that differ/).waitFor({ state: 'hidden' });
    const { answers } = readJournal(join(folder, '.marginalia/annotated.sqlite'));
    assert.equal(answers.length, 18, 'the two that were ignored have no label');
    assert.equal(
      answers.filter(({ label }) => label === 'fear').length,
      10,
      'the one decided stays',
    );
  } catch (error) {
    await workbench?.screenshot('browser/import-failed');
    throw error;
  } finally {
    await workbench?.close();
    await rm(folder, { recursive: true, force: true });
  }
});
