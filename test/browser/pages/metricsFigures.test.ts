// The rows of figures on the metrics page, at all widths.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MetricsHostMessage, MetricsPageMessage } from '../../../src/protocol/metrics.ts';
import { metricsScenes, metricsState } from '../../webview/metricsStates.ts';
import { openPages, type Pages, type ShownPage } from '../../webview/pageHarness.ts';
import { severalMetricsScenes } from '../../webview/severalMetrics.ts';

const reason = 'Cannot tell yet: macro-F1 is not computed until half of the labels have 10.';
const forecast = { reason };
const suggestions = { accepted: 20, asked: 80 };
const full = metricsScenes['full']!;
const several = {
  ...severalMetricsScenes['several']!,
  target: full.target!,
  forecast: full.forecast!,
  suggestions,
};
const withoutTarget = { forecast: undefined, target: undefined };

/** By the number of figures, with a sentence after them or without. */
const states: Readonly<Record<string, typeof full>> = {
  '3': metricsState({ ...withoutTarget, speed: undefined }),
  '4': metricsState(withoutTarget),
  '5': metricsState({ forecast: undefined }),
  '6': full,
  '7': { ...full, suggestions },
  '8': several,
  '3 and a sentence': metricsState({ forecast, target: undefined, speed: undefined }),
  '4 and a sentence': metricsState({ forecast, speed: undefined }),
  '5 and a sentence': metricsState({ forecast }),
  '6 and a sentence': { ...full, suggestions, forecast },
  '7 and a sentence': { ...several, forecast },
};

describe('the figures of the metrics page', () => {
  let pages: Pages;
  let panel: ShownPage<MetricsHostMessage, MetricsPageMessage>;

  before(async () => {
    pages = await openPages();
    panel = await pages.metrics();
  });

  after(async () => {
    await panel?.close();
    await pages?.close();
  });

  for (const [name, state] of Object.entries(states))
    test(`${name}: no figure is alone in its row, and a sentence has a whole row`, async () => {
      await panel.send({ type: 'state', state });
      // Seven stand in fours from 640 pixels on, and stacked on the narrowest pages.
      const widths = [320, 470, ...(name.startsWith('7') ? [] : [500, 600]), 700, 900, 1100, 1300];
      for (const width of widths) {
        await panel.page.setViewportSize({ width, height: 800 });
        const tops = await panel.page
          .locator('.tile:not(.sentence)')
          .evaluateAll((tiles) => tiles.map((tile) => tile.getBoundingClientRect().top));
        assert.equal(tops.length, Number(name[0]), name);
        const rows = [...new Set(tops)].map((top) => tops.filter((other) => other === top).length);
        const widest = Math.max(...rows);
        assert.ok(
          widest === 1 || rows.every((row) => row > 1),
          `${name}, ${width}: ${rows.join()}`,
        );
        if (!name.endsWith('sentence')) continue;
        const [sentence, summary] = await Promise.all(
          ['.tile.sentence', '.summary'].map((css) => panel.page.locator(css).boundingBox()),
        );
        assert.ok(Math.abs(sentence!.width - summary!.width) < 1);
      }
    });
});
