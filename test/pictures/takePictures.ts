/**
 * Takes the README's pictures from the real thing: installs the VSIX in the VS Code server, opens the
 * sample project, labels it by keys with the true labels, and photographs the window.
 *
 *   npm run pictures
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Panel } from '../harness/panel.ts';
import { startTestServer } from '../harness/server.ts';
import { openWorkbench, type Workbench } from '../harness/workbench.ts';

const root = join(import.meta.dirname, '../..');
const sample = join(root, 'media/sample');
const pictures = join(root, 'media/readme');
const answers = 180;

interface Line {
  readonly id: string;
  readonly text: string;
  readonly label: string;
}

function linesOf(name: string): Line[] {
  const text = readFileSync(join(sample, name), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

const collapse = (text: string): string => text.replace(/\s+/g, ' ').trim();
const truth = new Map(linesOf('support.truth.jsonl').map(({ id, label }) => [id, label]));
const labelOf = new Map(
  linesOf('support.jsonl').map(({ id, text }) => [collapse(text), truth.get(id)!]),
);

/** Reads the record on screen and presses the key of its true label, until that is taken. */
async function answerTruly(panel: Panel): Promise<void> {
  const record = panel.frame.locator('.record .text').first();
  const text = collapse(await record.innerText());
  const label = labelOf.get(text);
  if (label === undefined) throw new Error(`The sample has no such text: ${text}`);
  const button = panel.frame.getByRole('button', { name: new RegExp(`\\b${label}\\b`) }).first();
  const key = (await button.getAttribute('aria-keyshortcuts')) ?? '';
  await panel.frame.waitForFunction(() =>
    document.querySelector('.answers button:not([aria-disabled="true"]):not([disabled])'),
  );
  await panel.press(key);
  await panel.frame.waitForFunction(
    (before) =>
      document.querySelector('.record .text')?.textContent?.replace(/\s+/g, ' ').trim() !== before,
    text,
  );
}

async function photograph(workbench: Workbench, name: string): Promise<void> {
  const taken = await workbench.screenshot(name);
  cpSync(taken, join(pictures, `${name}.png`));
}

async function take(theme: string, suffix: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'marginalia-pictures-'));
  const folder = join(scratch, 'support');
  mkdirSync(folder);
  for (const name of ['support.jsonl', 'support.marginalia.json']) {
    cpSync(join(sample, name), join(folder, name));
  }
  const server = await startTestServer({ theme });
  const workbench = await openWorkbench(server, folder, { width: 1400, height: 860 });
  try {
    await workbench.runCommand('Marginalia: Open Panel');
    const panel = await workbench.panel(/^support/);
    await panel.frame.waitForFunction(
      () => (document.querySelector('.record .text')?.textContent ?? '').length > 0,
    );
    await panel.focus();
    for (let i = 0; i < answers; i++) await answerTruly(panel);
    await workbench.runCommand('View: Close Primary Side Bar');
    await workbench.runCommand('Marginalia: Show Metrics');
    const metrics = await workbench.panel(/^Metrics/);
    await metrics.frame.waitForSelector('canvas');
    // No tooltip of the button that the pointer last rested on.
    await workbench.page.mouse.move(700, 700);
    await workbench.page.locator('.monaco-hover').first().waitFor({ state: 'hidden' });
    await photograph(workbench, `panel-${suffix}`);
  } finally {
    await workbench.close();
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

mkdirSync(pictures, { recursive: true });
await take('Default Dark Modern', 'dark');
await take('Default Light Modern', 'light');
