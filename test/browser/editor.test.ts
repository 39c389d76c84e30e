// The text editor, the tree and the explorer with the installed VSIX; pictures of four themes and two widths
// are in test/output/editor/.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { Annotator } from '../harness/annotator.ts';
import type { Panel } from '../harness/panel.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { jsonLines, topicNames, topicOf, topicRecords } from '../harness/topics.ts';
import { PATIENCE, openWorkbench, type Workbench } from '../harness/workbench.ts';

/** Theme ids by picture name, and the workbench's CSS class for each. */
const themes = {
  dark: ['Default Dark Modern', 'vs-dark'],
  light: ['Default Light Modern', 'vs'],
  'high-contrast-dark': ['Default High Contrast', 'hc-black'],
  'high-contrast-light': ['Default High Contrast Light', 'hc-light'],
} as const;
const widths = [600, 1600];
/** 1-based lines that get a wrong label. */
const wrong = [4, 9, 15];

let server: TestServer;
let folder: string;
let workbench: Workbench;
let page: Page;
let panel: Panel;

/** Half of the records carry labels, three of them obviously wrong; one line is not JSON. */
function poolText(): string {
  const records = topicRecords(160).map((record, i) => {
    if (wrong.includes(i + 1)) {
      return { ...record, text: 'the parcel is late: no courier, no tracking', label: 'Account' };
    }
    return i < 100 && i % 6 !== 5 ? { ...record, label: topicOf(record.text) } : record;
  });
  return `${jsonLines(records)}not a record\n`;
}

async function useSettings(settings: object): Promise<void> {
  await mkdir(join(folder, '.vscode'), { recursive: true });
  await writeFile(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
}

async function useTheme(name: keyof typeof themes, custom: object = {}): Promise<void> {
  const [theme, mark] = themes[name];
  await useSettings({ 'workbench.colorTheme': theme, 'workbench.colorCustomizations': custom });
  await page.locator(`.monaco-workbench.${mark}`).waitFor();
}

const treeRow = (text: string | RegExp): Locator =>
  page.locator('.pane-body .monaco-list-row').filter({ hasText: text }).first();
const lens = (text: string): Locator =>
  page.locator('.codelens-decoration a').filter({ hasText: text }).first();

/** The colours of the gutter icons, read from their images. */
async function gutterColors(): Promise<string[]> {
  return page.evaluate(() => {
    const colors = new Set<string>();
    for (const mark of document.querySelectorAll(
      '.glyph-margin-widgets *, .margin-view-overlays *',
    )) {
      const image = getComputedStyle(mark).backgroundImage;
      const coded = /base64,([A-Za-z0-9+/=]+)/.exec(image)?.[1];
      const color = coded === undefined ? null : /#[0-9a-f]{3,8}/i.exec(atob(coded));
      if (color) colors.add(color[0]);
    }
    return [...colors];
  });
}

async function untilGutterHas(color: string): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('.glyph-margin-widgets *, .margin-view-overlays *')].some(
        (mark) => {
          const coded = /base64,([A-Za-z0-9+/=]+)/.exec(getComputedStyle(mark).backgroundImage);
          return coded !== null && atob(coded[1]!).includes(wanted);
        },
      ),
    color,
    { timeout: PATIENCE },
  );
}

/** Opens the activity-bar view. */
async function showTree(): Promise<void> {
  await page.locator('.activitybar').getByRole('tab', { name: 'Marginalia' }).click();
}

async function goToLine(line: number): Promise<void> {
  await page.keyboard.press('Control+g');
  const { quickInput } = workbench;
  await quickInput.locator('input[type="text"]').fill(`:${line}`);
  // Enter does nothing until the line has been parsed.
  await quickInput
    .locator('.monaco-list-row')
    .filter({ hasText: `line ${line}` })
    .waitFor();
  await workbench.accept();
  await quickInput.waitFor({ state: 'hidden' });
}

describe('in the editor, with the installed VSIX', () => {
  before(async () => {
    server = await startTestServer({
      settings: { 'editor.minimap.enabled': false, 'breadcrumbs.enabled': false },
    });
    folder = await mkdtemp(join(tmpdir(), 'marginalia-editor-'));
    await writeFile(join(folder, 'topics.jsonl'), poolText());
    const project = {
      pool: 'topics.jsonl',
      text: 'text',
      id: 'id',
      labels: topicNames,
      labelField: { field: 'label', use: 'annotations' },
      embedding: 'lexical',
      holdout: { size: 30, blind: 'picks' },
      query: { refitEvery: 1000 },
    };
    await writeFile(join(folder, 'topics.marginalia.json'), JSON.stringify(project, null, 2));
    await useSettings({});
    workbench = await openWorkbench(server, folder, { width: 1600, height: 900 });
    ({ page } = workbench);
    await workbench.runCommand('Marginalia: Open Panel');
    panel = await workbench.panel('topics');
    await new Annotator(panel, PATIENCE).read();
  });

  after(async () => {
    await workbench?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const failing = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      await workbench.screenshot('editor/failed');
      throw error;
    }
  };

  test('a click on a round in the tree compares it with the latest; two selected ones are compared with each other', () =>
    failing(async () => {
      const annotator = new Annotator(panel, PATIENCE);
      const keyOf = (text: string): string => String(topicNames.indexOf(topicOf(text)) + 1);
      for (let round = 0; round < 3; round++) {
        await annotator.label(3, keyOf);
        await annotator.saved();
        await workbench.runCommand('Marginalia: Retrain Now');
        await workbench.statusBarItem(/accuracy/);
      }
      await showTree();
      await treeRow('Rounds').click();
      const metrics = await workbench.panel('Metrics: topics');
      await treeRow('Rounds').locator('.monaco-tl-twistie').click();
      await treeRow('Round 1').click();
      const status = metrics.frame.locator('.comparison [role=status]');
      await status.filter({ hasText: /hold-out records|of \d+ records|same records/ }).waitFor();
      const chosen = async (): Promise<string[]> =>
        metrics.frame
          .locator('.pair select')
          .evaluateAll((all) => all.map((select) => (select as HTMLSelectElement).value));
      const latest = await metrics.frame.locator('.pair option').last().getAttribute('value');
      assert.deepEqual(await chosen(), ['1', latest]);
      assert.ok(Number(latest) >= 3);

      await workbench.chooseInMenu(treeRow('Round 2'), 'Select Round for Compare');
      await workbench.chooseInMenu(treeRow('Round 1'), 'Compare with Selected Round');
      await metrics.frame.waitForFunction(
        () => document.querySelector<HTMLSelectElement>('.pair select')?.value === '2',
      );
      assert.deepEqual(await chosen(), ['2', '1']);

      await treeRow('Round 3').click();
      await treeRow('Round 2').click({ modifiers: ['ControlOrMeta'] });
      await workbench.chooseInMenu(treeRow('Round 2'), 'Compare Rounds');
      await metrics.frame.waitForFunction(() => {
        const [first, second] = document.querySelectorAll<HTMLSelectElement>('.pair select');
        return first?.value === '2' && second?.value === '3';
      });
      await workbench.screenshot('editor/tree-compare');
      const orange = await panel.frame.evaluate(() => {
        const probe = document.createElement('span');
        probe.style.color = 'var(--mg-charts-orange)';
        document.body.append(probe);
        const { color } = getComputedStyle(probe);
        probe.remove();
        return color;
      });
      assert.match(orange, /^(rgb\(234, 92, 0\)|color\(srgb 0\.917\d* 0\.360\d* 0\))$/);
    }));

  test('gutter marks take the user’s colours, and those of high contrast', () =>
    failing(async () => {
      await workbench.runCommand('View: Close All Editors');
      await workbench.openFile('topics.jsonl');
      await useTheme('dark');
      await untilGutterHas('#59a4f9');
      await useTheme('dark', { 'marginalia.label.blue': '#12ab34' });
      await untilGutterHas('#12ab34');
      assert.ok(!(await gutterColors()).includes('#59a4f9'));
      const block = { '[Default High Contrast]': { 'marginalia.label.blue': '#ab1234' } };
      await useTheme('high-contrast-dark', block);
      await untilGutterHas('#ab1234');
      await useTheme('high-contrast-dark');
      await untilGutterHas('#3794ff');
      await useTheme('high-contrast-light');
      await untilGutterHas('#0f4a85');
    }));

  test('a definition can be peeked at from the ranked queue', () =>
    failing(async () => {
      await workbench.runCommand('Marginalia: Show Ranked Queue');
      await page.locator('.view-line').filter({ hasText: '== Being asked' }).waitFor();
      await goToLine(5);
      await workbench.runCommand('Peek Definition');
      await page.locator('.peekview-widget .preview .view-line').first().waitFor();
      await workbench.screenshot('editor/peek');
      await page.keyboard.press('Escape');
      await workbench.runCommand('View: Close All Editors');
    }));

  for (const name of Object.keys(themes) as (keyof typeof themes)[]) {
    for (const width of widths) {
      test(`${name}, ${width} pixels`, () =>
        failing(async () => {
          await page.setViewportSize({ width: 1600, height: 900 });
          await workbench.runCommand('View: Close All Editors');
          await useTheme(name);
          const seen = (part: string): Promise<void> =>
            workbench.screenshot(`editor/${part}-${name}-${width}`);

          await workbench.runCommand('View: Show Explorer');
          await page.setViewportSize({ width, height: 900 });
          await page
            .locator('.explorer-folders-view .monaco-list-row')
            .filter({ hasText: 'topics.jsonl' })
            .waitFor();
          await seen('explorer');
          await showTree();
          await treeRow('Labels').waitFor();
          await seen('tree');
          await workbench.runCommand('View: Close Primary Side Bar');

          await workbench.openFile('topics.jsonl');
          await goToLine(4);
          await lens('Refund').waitFor();
          await page.locator('.squiggly-info').first().waitFor();
          const record = page
            .locator('.view-line')
            .filter({ hasText: 'the parcel is late' })
            .first();
          await record.hover({ position: { x: 60, y: 8 } });
          const hover = page.locator('.monaco-hover:not(.hidden)').filter({ hasText: /Score/ });
          await hover.first().waitFor();
          await seen('pool');
          await page.mouse.move(0, 0);
          await hover.first().waitFor({ state: 'hidden' });
          await page.keyboard.press('Control+.');
          await page.locator('.action-widget').filter({ hasText: /Keep/ }).waitFor();
          await seen('fix');
          await page.keyboard.press('Escape');
          await workbench.runCommand('Marginalia: Show Ranked Queue');
          await page.locator('.view-line').filter({ hasText: '== Being asked' }).waitFor();
          await seen('queue');
        }));
    }
  }
});
