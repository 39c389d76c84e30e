// Both pages in every theme: no axe-core violations, nothing wider than the panel, and pictures
// in test/output/pages/.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { foundViews, guidelinesHtml, scenes } from '../../webview/annotateStates.ts';
import { metricsScenes } from '../../webview/metricsStates.ts';
import { severalMetricsScenes } from '../../webview/severalMetrics.ts';
import { mixColors } from '../../../src/vscode/editor/mixColors.ts';
import { openPages } from '../../webview/pageHarness.ts';
import type { Pages } from '../../webview/pageHarness.ts';
import { themeNames } from '../../webview/themes.ts';

const WIDTHS = [600, 1600];
const remark = 'This record is judged without hints, so only unanswered neighbours are shown.';

let pages: Pages;

describe('appearance of the pages', () => {
  before(async () => {
    pages = await openPages();
  });

  after(() => pages?.close());

  test('D12 the tree’s mixed colours equal those mixed by the browser', async () => {
    const panel = await pages.annotate();
    const mixes = [
      ['#59a4f9', '#cccccc', 0.55],
      ['#652d90', '#ffffff', 0.72],
      ['#ea5c00', '#1f1f1f', 0.72],
      ['#9a6d02', '#3b3b3b', 0.55],
    ] as const;
    for (const [first, second, share] of mixes) {
      const css = `color-mix(in oklab, ${first} ${100 * share}%, ${second})`;
      const drawn = await panel.page.evaluate((color) => {
        const context = new OffscreenCanvas(1, 1).getContext('2d')!;
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
      }, css);
      const mixed = mixColors(first, second, share);
      const bytes = [1, 3, 5].map((at) => parseInt(mixed.slice(at, at + 2), 16));
      for (const [i, byte] of bytes.entries()) {
        assert.ok(Math.abs(byte - drawn[i]!) <= 1, `${css}: ${mixed}, not ${drawn.join(' ')}`);
      }
    }
    await panel.close();
  });

  for (const theme of themeNames) {
    for (const width of WIDTHS) {
      test(`annotation page, ${theme}, ${width} pixels`, async () => {
        const panel = await pages.annotate({ theme, width, reducedMotion: true });
        for (const [name, state] of Object.entries(scenes)) {
          await panel.send({ type: 'state', state });
          await panel.screenshot(`annotate-${name}-${theme}-${width}`);
          assert.deepEqual(await panel.violations(), [], name);
          assert.ok(await fits(panel.page), `${name} is wider than ${width}`);
        }
        await panel.send({ type: 'state', state: scenes['short']! });
        await panel.key('1');
        await panel.key('ArrowLeft');
        await panel.key('ArrowLeft');
        await panel.screenshot(`annotate-looking-back-${theme}-${width}`);
        assert.deepEqual(await panel.violations(), [], 'looking back');
        await panel.key('Escape');
        const [answer] = await panel.posted('answer');
        const reason = 'The disk is full. Free some space, then answer again.';
        await panel.send({ type: 'refused', answerId: answer!.answerId, reason });
        await panel.screenshot(`annotate-refused-${theme}-${width}`);
        assert.deepEqual(await panel.violations(), [], 'refused');
        await panel.page.locator('.recent .answer').nth(2).click();
        await panel.screenshot(`annotate-picker-${theme}-${width}`);
        assert.deepEqual(await panel.violations(), [], 'picker');
        await panel.key('Escape');
        await panel.key('?');
        await panel.screenshot(`annotate-keys-${theme}-${width}`);
        assert.deepEqual(await panel.violations(), [], 'keys');
        await panel.close();
      });

      test(`overlays of the annotation page, ${theme}, ${width} pixels`, async () => {
        const panel = await pages.annotate({ theme, width, reducedMotion: true });
        const seen = async (name: string): Promise<void> => {
          await panel.screenshot(`annotate-${name}-${theme}-${width}`);
          assert.deepEqual(await panel.violations(), [], name);
          assert.ok(await fits(panel.page), `${name} is wider than ${width}`);
        };
        await panel.send({ type: 'state', state: scenes['telling']! });
        await panel.send({ type: 'guidelines', html: guidelinesHtml });
        await panel.key('g');
        await seen('guidelines');
        for (const [key, name] of [
          ['h', 'history'],
          ['p', 'search'],
          ['m', 'similar'],
        ] as const) {
          await panel.key(key);
          const { findId } = (await panel.posted('find')).at(-1)!;
          const found = { findId, total: foundViews.length, annotators: ['ada', 'bob'] };
          await panel.send({ type: 'found', ...found, ...(key === 'm' ? { remark } : {}) });
          const rows = foundViews.map((row, i) => ({
            ...row,
            ...(key === 'm' ? { similarity: 0.97 - i / 50 } : {}),
          }));
          await panel.send({ type: 'rows', findId, from: 0, rows });
          if (key === 'h')
            for (const press of ['Space', 'ArrowDown', 'Space']) await panel.key(press);
          await seen(name);
          if (key === 'h') {
            await panel.key('Enter');
            await seen('history-labels');
            await panel.key('Escape');
          }
          await panel.key('Escape');
        }
        await panel.key('n');
        await seen('note');
        await panel.key('Escape');
        await panel.key('Control+f');
        await panel.page.keyboard.type('the');
        await seen('find');
        await panel.key('Escape');
        await panel.send({ type: 'state', state: scenes['seventySeven']! });
        await panel.key('/');
        await panel.page.keyboard.type('top');
        await seen('filter');
        await panel.close();
      });

      test(`metrics page, ${theme}, ${width} pixels`, async () => {
        const panel = await pages.metrics({ theme, width, height: 1300 });
        for (const [name, state] of Object.entries({ ...metricsScenes, ...severalMetricsScenes })) {
          await panel.send({ type: 'state', state });
          await panel.screenshot(`metrics-${name}-${theme}-${width}`);
          assert.deepEqual(await panel.violations(), [], name);
          assert.ok(await fits(panel.page), `${name} is wider than ${width}`);
        }
        await panel.close();
      });
    }
  }

  test('none of 77 label names is clipped, and each breaks between its parts', async () => {
    for (const width of [600, 1600]) {
      const panel = await pages.annotate({ width });
      await panel.send({ type: 'state', state: scenes['seventySeven']! });
      const names = await panel.page.locator('.label .name').evaluateAll((all) =>
        all.map((name) => ({
          text: name.textContent,
          cut: name.scrollHeight > name.clientHeight + 1 || name.scrollWidth > name.clientWidth + 1,
          out:
            name.getBoundingClientRect().bottom >
            name.parentElement!.getBoundingClientRect().bottom,
        })),
      );
      assert.equal(names.length, 77);
      assert.deepEqual(
        names.filter(({ cut, out }) => cut || out),
        [],
        `at ${width} pixels`,
      );
      await panel.close();
    }
  });

  test('the reason shows its share, and a tooltip has both in full if space is short', async () => {
    const panel = await pages.annotate({ width: 600 });
    await panel.send({ type: 'state', state: scenes['telling']! });
    const because = panel.page.locator('.because');
    assert.equal(
      await because.getAttribute('title'),
      'margin 0.03 between Refund and Delivery · 90 % of picks',
    );
    assert.match(await because.innerText(), /margin 0.03 between Refund and Delivery/);
    await panel.send({ type: 'state', state: scenes['cjk']! });
    assert.equal(await because.getAttribute('title'), null, 'nothing about a blind record');
    await panel.close();
  });

  // axe-core sees the colours before they are forced, so these two are checked by picture only.
  test('forced colours preserve bars, marks and the curve', async () => {
    const panel = await pages.annotate({ width: 600, forcedColors: true });
    await panel.send({ type: 'state', state: scenes['short']! });
    await panel.screenshot('annotate-forced-colors');
    const bars = panel.page.locator('.label .bar');
    const hues = await bars.evaluateAll((all) =>
      all.map((bar) => getComputedStyle(bar).backgroundColor),
    );
    assert.equal(new Set(hues).size, 4);
    await panel.close();
    const metrics = await pages.metrics({ width: 600, height: 1300, forcedColors: true });
    await metrics.send({ type: 'state', state: metricsScenes['full']! });
    await metrics.screenshot('metrics-forced-colors');
    await metrics.close();
  });

  function fits(page: { evaluate<T>(run: () => T): Promise<T> }): Promise<boolean> {
    return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  }
});
