// The VSIX in a real VS Code: installed, found in the palette, activated; and the harness itself,
// on a webview built into VS Code.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startTestServer } from '../harness/server.ts';
import type { TestServer } from '../harness/server.ts';
import { openWorkbench } from '../harness/workbench.ts';
import type { Workbench } from '../harness/workbench.ts';

describe('the installed extension', () => {
  let folder: string;
  let server: TestServer;
  let workbench: Workbench;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'marginalia-install-'));
    await writeFile(join(folder, 'note.md'), '# A note\n\nin the margin\n');
    server = await startTestServer({ theme: 'Default Light Modern' });
    // Tall, because the list of running extensions renders only visible rows.
    workbench = await openWorkbench(server, folder, { width: 1280, height: 1800 });
  });

  after(async () => {
    await workbench?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('the installed extension is listed and activates without errors', async () => {
    await workbench.runCommand('Marginalia: Open Panel');
    await workbench.runCommand('Developer: Show Running Extensions');
    const row = workbench.page
      .locator('.runtime-extensions-editor .monaco-list-row')
      .filter({ has: workbench.page.getByText('Marginalia', { exact: true }) });
    await row
      .locator('.activation-time')
      .filter({ hasText: /activation/i })
      .waitFor();
    assert.doesNotMatch(await row.innerText(), /uncaught error|unresponsive/i);
    await workbench.screenshot('running-extensions');
  });

  test('the harness reads a doubly nested panel and presses keys in it', async () => {
    await workbench.openFile('note.md');
    await workbench.runCommand('Markdown: Open Preview');
    const panel = await workbench.panel(/Preview note\.md/);
    await panel.frame.getByText('in the margin').waitFor();
    await panel.frame.evaluate(() => {
      document.addEventListener('keydown', (event) => (document.body.dataset['key'] = event.key));
    });
    await panel.press('7');
    await panel.frame.locator('body[data-key="7"]').waitFor();
    await workbench.screenshot('markdown-preview');
  });

  test('the requested theme is shown', async () => {
    await workbench.page.locator('.monaco-workbench.vs').waitFor();
  });
});
