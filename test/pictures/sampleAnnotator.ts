/** Opens the sample project in VS Code and answers its records with their true labels. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Panel } from '../harness/panel.ts';
import { startTestServer } from '../harness/server.ts';
import { openWorkbench, type WindowSize, type Workbench } from '../harness/workbench.ts';

const sample = join(import.meta.dirname, '../../media/sample');

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

export interface Scene {
  readonly theme: string;
  readonly size: WindowSize;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/**
 * Installs the VSIX in a server, opens a fresh copy of the sample project with its panel, and runs `play`.
 */
export async function onSample(
  { theme, size, settings = {} }: Scene,
  play: (workbench: Workbench, panel: Panel) => Promise<void>,
): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'marginalia-pictures-'));
  const folder = join(scratch, 'support');
  mkdirSync(folder);
  for (const name of ['support.jsonl', 'support.marginalia.json']) {
    cpSync(join(sample, name), join(folder, name));
  }
  const server = await startTestServer({ theme, settings });
  const workbench = await openWorkbench(server, folder, size);
  try {
    await workbench.runCommand('Marginalia: Open Panel');
    const panel = await workbench.panel(/^support/);
    await panel.frame.waitForFunction(
      () => (document.querySelector('.record .text')?.textContent ?? '').length > 0,
    );
    await embedded(workbench);
    await panel.focus();
    await play(workbench, panel);
  } finally {
    await workbench.close();
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Waits until the sentence model has embedded the pool, so that the curve has one kind of vectors. */
async function embedded({ page }: Workbench): Promise<void> {
  const progress = page.locator('.part.statusbar').getByText(/sentence model \d+ %/);
  await progress.waitFor();
  await progress.waitFor({ state: 'detached', timeout: 300_000 });
}

export interface TrueAnswer {
  readonly label: string;
  readonly key: string;
}

/**
 * Reads the record on screen and presses the key of its true label until the page accepts it.
 * @param beforePress called just before the key press
 */
export async function answerTruly(
  panel: Panel,
  beforePress?: (answer: TrueAnswer) => Promise<void>,
): Promise<void> {
  const text = collapse(await panel.frame.locator('.record .text').first().innerText());
  const label = labelOf.get(text);
  if (label === undefined) throw new Error(`The sample has no such text: ${text}`);
  const button = panel.frame.getByRole('button', { name: new RegExp(`\\b${label}\\b`) }).first();
  const key = (await button.getAttribute('aria-keyshortcuts')) ?? '';
  await panel.frame.waitForFunction(() =>
    document.querySelector('.answers button:not([aria-disabled="true"]):not([disabled])'),
  );
  await beforePress?.({ label, key });
  await panel.press(key);
  await panel.frame.waitForFunction(
    (before) =>
      document.querySelector('.record .text')?.textContent?.replace(/\s+/g, ' ').trim() !== before,
    text,
  );
}
