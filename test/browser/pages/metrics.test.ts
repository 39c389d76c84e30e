// The metrics page in a real browser, with the test as its host.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { MetricsHostMessage, MetricsPageMessage } from '../../../src/protocol/metrics.ts';
import { single } from '../../harness/singleMetrics.ts';
import { metricsScenes, metricsState, roundViews } from '../../webview/metricsStates.ts';
import { severalMetricsScenes } from '../../webview/severalMetrics.ts';
import { openPages } from '../../webview/pageHarness.ts';
import type { PageOptions, Pages, ShownPage } from '../../webview/pageHarness.ts';

type Metrics = ShownPage<MetricsHostMessage, MetricsPageMessage>;

let pages: Pages;
let panel: Metrics;

describe('the metrics page', () => {
  before(async () => {
    pages = await openPages();
  });

  afterEach(() => panel?.close());
  after(() => pages?.close());

  async function open(state = metricsScenes['full']!, options?: PageOptions): Promise<Metrics> {
    panel = await pages.metrics(options);
    await panel.send({ type: 'state', state });
    return panel;
  }

  const detail = (): Promise<string> => panel.page.locator('.round-detail').innerText();

  /** Approximate number of pixels of this colour on the curve's canvas. */
  const pixels = (color: readonly [number, number, number]): Promise<number> =>
    panel.page.locator('.curve canvas').evaluate((canvas: HTMLCanvasElement, [r, g, b]) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        const away =
          Math.abs(data[i]! - r) + Math.abs(data[i + 1]! - g) + Math.abs(data[i + 2]! - b);
        if (data[i + 3] === 255 && away < 12) count++;
      }
      return count;
    }, color);

  test('rounds refitted on other vectors say so, and are drawn with their former values', async () => {
    const message = 'vectors changed: refitted on the present ones';
    const rounds = metricsScenes['full']!.rounds.map((round, i, all) =>
      i < all.length - 3 && round.value !== undefined
        ? { ...round, refitted: { message, c: 3, before: round.value - 0.08 } }
        : round,
    );
    await open(metricsState({ ...metricsScenes['full']!, rounds }));
    const row = panel.page.locator('tr[data-round="1"]');
    assert.equal(await row.getAttribute('title'), message);
    await panel.screenshot('metrics-refitted');
  });

  test('the numbers, the curve and the tables are shown', async () => {
    await open();
    assert.match(await panel.page.locator('.summary').innerText(), /macro-F1\s+\.\d\d\s*±\.\d\d/);
    assert.match(await panel.page.locator('.summary').innerText(), /148 \/ 200/);
    assert.match(await panel.page.locator('.summary').innerText(), /120–260/);
    assert.ok(
      (await pixels([0x59, 0xa4, 0xf9])) > 200,
      'the line in charts.blue of the dark theme',
    );
    assert.equal(await panel.page.locator('.classes tbody tr').count(), 4);
    assert.match(await panel.page.locator('.classes').innerText(), /too few/);
    assert.equal(await panel.page.locator('.confusion td.right').count(), 4);
    assert.equal(await panel.page.locator('.bin').count(), 10);
  });

  test('D12 every tile explains itself in a tooltip and to screen readers', async () => {
    await open();
    const tiles = await panel.page.locator('.tile').evaluateAll((all) =>
      all.map((tile) => ({
        name: tile.querySelector('dt')!.textContent,
        title: (tile as HTMLElement).title,
        spoken: tile.querySelector('.spoken')?.textContent,
      })),
    );
    assert.ok(tiles.length >= 5);
    for (const { name, title, spoken } of tiles) {
      assert.match(spoken ?? '', / .* /, `${name}`);
      assert.ok(title.startsWith(spoken!), `${name}`);
    }
    const c = panel.page.getByRole('columnheader', { name: /^C How closely/ });
    assert.match((await c.getAttribute('title')) ?? '', /^How closely/);
  });

  test('D12 with many labels, the ten worst confusions are listed above the matrix', async () => {
    await open(metricsScenes['many']);
    const worst = panel.page.getByRole('table', { name: 'The ten worst confusions' });
    assert.equal(await worst.locator('tbody tr').count(), 10);
    const counts = await worst
      .locator('tbody td:nth-child(3)')
      .evaluateAll((all) => all.map((cell) => Number(cell.textContent)));
    assert.deepEqual(
      counts,
      [...counts].sort((a, b) => b - a),
    );
    const above = await worst.evaluate(
      (table) => !!(table.compareDocumentPosition(document.querySelector('.confusion')!) & 4),
    );
    assert.equal(above, true);
    const marks = await panel.page
      .locator('.classes tbody th')
      .evaluateAll((all) =>
        all.map(
          (name) =>
            `${(name as HTMLElement).style.getPropertyValue('--label')} ${(name as HTMLElement).dataset['shape']}`,
        ),
      );
    assert.equal(new Set(marks).size, marks.length, 'no two labels have one mark');
    await panel.close();
    await open();
    assert.equal(await panel.page.locator('.worst').count(), 0);
  });

  test('a tile shows the labelling speed and its meaning for the target', async () => {
    await open();
    const tile = panel.page.locator('.tile').filter({ hasText: 'speed' });
    assert.deepEqual((await tile.innerText()).split(/\n+/).slice(0, 4), [
      'speed',
      '14/min',
      'median 3.8 s',
      'target in 9 min to 19 min',
    ]);
    assert.match(
      (await tile.getAttribute('title')) ?? '',
      /^14 records per minute, breaks left out/,
    );
  });

  test('the curve is redrawn in the colours of a new theme', async () => {
    await open();
    await panel.setTheme('light');
    await panel.page.waitForFunction(() => document.body.classList.contains('vscode-light'));
    assert.ok((await pixels([0x00, 0x63, 0xd3])) > 200);
    assert.equal(await pixels([0x59, 0xa4, 0xf9]), 0);
  });

  test('the curve fits the width of its panel', async () => {
    await open(metricsScenes['full'], { width: 1400 });
    const width = (): Promise<number> =>
      panel.page.locator('.curve .uplot').evaluate((plot) => plot.clientWidth);
    const wide = await width();
    await panel.page.setViewportSize({ width: 600, height: 800 });
    await panel.page.waitForFunction(
      (before) => document.querySelector('.curve .uplot')!.clientWidth < before,
      wide,
    );
    assert.ok((await width()) <= 600);
  });

  test('hovering over a round shows its details, and a click keeps them', async () => {
    await open();
    assert.match(await detail(), /^round 12 · 284 training labels/);
    const box = (await panel.page.locator('.curve .u-over').boundingBox())!;
    await panel.page.mouse.move(box.x + box.width * 0.08, box.y + 40);
    assert.match(await detail(), /^round 1 · 20 training labels · \.52/);
    await panel.page.mouse.click(box.x + box.width * 0.08, box.y + 40);
    await panel.page.mouse.move(box.x, box.y + 900);
    assert.match(await detail(), /^round 1 /);
    assert.equal(await panel.page.locator('.rounds .chosen th').innerText(), '1');
  });

  test('rounds can be chosen by keyboard in their table', async () => {
    await open();
    await panel.page.getByRole('button', { name: '11', exact: true }).focus();
    await panel.key('Enter');
    assert.match(await detail(), /^round 11 /);
  });

  test('the selected round is compared on request, and the choices show which two are', async () => {
    await open();
    await panel.page.getByRole('button', { name: '4', exact: true }).click();
    await panel.page.getByRole('button', { name: 'Compare…' }).click();
    assert.deepEqual(await panel.posted('compare'), [{ type: 'compare', first: 4 }]);
    assert.equal(await panel.page.locator('.comparison').isVisible(), false);
    await panel.send({ type: 'state', state: metricsScenes['compared']! });
    const first = panel.page.getByRole('combobox', { name: 'First round' });
    const second = panel.page.getByRole('combobox', { name: 'Second round' });
    assert.deepEqual([await first.inputValue(), await second.inputValue()], ['3', '12']);
    await first.selectOption('5');
    await panel.page.getByRole('button', { name: 'Swap the rounds' }).click();
    assert.deepEqual((await panel.posted('compare')).slice(1), [
      { type: 'compare', first: 5, second: 12 },
      { type: 'compare', first: 12, second: 3 },
    ]);
  });

  test('a comparison shows the verdict, both values with their difference, and the changed records', async () => {
    await open(metricsScenes['compared'], { width: 1400, height: 1300 });
    const status = panel.page.locator('.comparison [role=status]');
    assert.match(await status.innerText(), /^Round 12 is better than round 3/);
    const row = (name: string) => panel.page.locator('.beside tr').filter({ hasText: name });
    assert.match(await row('macro-F1').innerText(), /\.66\s+\.84\s+▲ \+\.18\s+\+\.07 … \+\.28/);
    assert.match(await row('ROC-AUC').innerText(), /\+\.02\s+−\.01 … \+\.05/);
    assert.doesNotMatch(await row('ROC-AUC').innerText(), /▲/);
    assert.match(await panel.page.locator('.beside').nth(1).innerText(), /too few to tell \(7\)/);
    const corrected = panel.page.locator('.changes.corrected');
    assert.match(await corrected.innerText(), /From wrong to right · 19/);
    assert.match(await corrected.innerText(), /and 7 more/);
    await corrected.getByRole('button').first().focus();
    await panel.key('Enter');
    assert.deepEqual(await panel.posted('goToSource'), [{ type: 'goToSource', recordId: 'r0' }]);
  });

  test('the two rounds are marked on the curve until the comparison ends', async () => {
    await open();
    const foreground = [0xcc, 0xcc, 0xcc] as const;
    const before = await pixels(foreground);
    await panel.send({ type: 'state', state: metricsScenes['compared']! });
    assert.ok((await pixels(foreground)) > before + 40);
    await panel.page.getByRole('button', { name: 'End the comparison' }).click();
    assert.equal((await panel.posted('endComparison')).length, 1);
    await panel.send({ type: 'state', state: metricsScenes['full']! });
    assert.equal(await pixels(foreground), before);
    assert.equal(await panel.page.locator('.comparison').isVisible(), false);
  });

  test('a pending or impossible comparison says so and keeps the choice', async () => {
    await open(metricsScenes['comparing']);
    const { page } = panel;
    assert.equal(await page.locator('.comparison [role=status]').innerText(), 'Comparing…');
    await panel.send({ type: 'state', state: metricsScenes['not-comparable']! });
    assert.match(await page.locator('.comparison [role=status]').innerText(), /earlier embedding/);
    assert.equal(await page.locator('.comparison table').count(), 0);
    await page.getByRole('combobox', { name: 'First round' }).selectOption('7');
    assert.deepEqual(await panel.posted('compare'), [{ type: 'compare', first: 7, second: 12 }]);
  });

  test('another metric is requested from the host', async () => {
    await open();
    await panel.page.getByRole('radio', { name: 'macro-F1' }).focus();
    await panel.key('ArrowRight');
    assert.deepEqual(await panel.posted('choose'), [{ type: 'choose', metric: 'accuracy' }]);
    await panel.send({ type: 'state', state: metricsState({ metric: 'rocAuc' }) });
    assert.ok(await panel.page.getByRole('radio', { name: 'ROC-AUC' }).isChecked());
  });

  test('several labels: micro-F1 first, a row for each label, no confusion matrix', async () => {
    await open(severalMetricsScenes['several'], { width: 600 });
    const { page } = panel;
    assert.equal(await page.getByRole('radio').count(), 4);
    assert.ok(await page.getByRole('radio', { name: 'micro-F1' }).isChecked());
    assert.equal(await page.getByRole('radio', { name: 'accuracy', exact: true }).count(), 0);
    await page.locator('.confused').waitFor({ state: 'hidden' });
    const { latest } = severalMetricsScenes['several']!;
    assert.ok(latest?.task === 'multi');
    const rows = page.locator('.labels tbody tr');
    assert.equal(await rows.count(), latest.perLabel.length);
    const cells = await rows.first().locator('td').allInnerTexts();
    const most = [...latest.perLabel].sort((a, b) => b.positives - a.positives)[0]!;
    assert.deepEqual(
      cells.slice(4).map((cell) => Number(cell)),
      [most.positives, most.falsePositives, most.falseNegatives],
      'the commonest label comes first',
    );
    assert.match(cells[2]!, /^\.\d\d\s*\.\d\d–\.\d\d$/, 'F1 with its interval');
    const few = latest.perLabel.filter(({ tooFew }) => tooFew).length;
    assert.ok(few > 0);
    assert.equal(await page.locator('.labels .f1', { hasText: 'too few' }).count(), few);
    assert.equal(
      await page.locator('.labels', { hasText: 'from its description only' }).count(),
      1,
    );
    const [table, box] = [page.locator('.labels'), page.locator('.per-class .scrolling')];
    const widths = [await table.boundingBox(), await box.boundingBox()].map((one) => one!.width);
    assert.ok(widths[0]! <= widths[1]! + 1, 'every column is seen at 600 pixels');
  });

  test('several labels: choosing a metric, its number of labels, and cardinality', async () => {
    await open(severalMetricsScenes['several']);
    const { page } = panel;
    await page
      .locator('.tile', { hasText: 'labels per record' })
      .locator('.note', { hasText: 'the model predicts' })
      .waitFor();
    await page.getByRole('radio', { name: 'micro-F1' }).focus();
    await panel.key('ArrowRight');
    await panel.key('ArrowRight');
    assert.deepEqual(
      (await panel.posted('choose')).map(({ metric }) => metric),
      ['macroF1', 'macroAp'],
    );
    await panel.send({ type: 'state', state: severalMetricsScenes['several-precision']! });
    const tile = await page.locator('.tile').first().innerText();
    assert.match(tile, /average precision\s+\.\d\d[^]*of \d+ of 28 labels/);
    await panel.send({ type: 'state', state: severalMetricsScenes['several-few']! });
    await page.locator('.tile .note', { hasText: 'too many labels' }).waitFor();
  });

  test('before the first round it says how to get there', async () => {
    await open(metricsScenes['empty']);
    await panel.page.getByText('Label 14 more records').waitFor();
    assert.equal(await panel.page.locator('.curve canvas').count(), 0);
    await panel.send({ type: 'state', state: metricsState({ rounds: roundViews.slice(0, 1) }) });
    await panel.page.locator('.curve canvas').waitFor();
  });

  test('an unavailable metric shows its reason, never a number', async () => {
    const latest = single(metricsState().latest);
    await open(
      metricsState({
        metric: 'rocAuc',
        latest: { ...latest, rocAuc: { value: null, reason: 'oneClass' } },
      }),
    );
    const tile = await panel.page.locator('.tile').first().innerText();
    assert.match(tile, /ROC-AUC\s+–\s+All answered hold-out records have the same label\./);
  });

  test('the population, the error rate over the pool and the strategy comparison are shown', async () => {
    await open();
    const { page } = panel;
    await page.locator('.population').getByText('Metrics cover records with lang = en.').waitFor();
    assert.equal(await page.locator('.population p').count(), 2);
    const risk = page.locator('.pool-risk');
    assert.match(await risk.innerText(), /Error rate over the pool[^]*\.12 \.08–\.17[^]*worth 50/);
    await page.locator('.strategy-comparison').getByText('Yes: with 100 records').waitFor();
    const reason = 'With margin it is not known how likely each pick was.';
    const { population: _, strategyComparison: __, ...rest } = metricsState({ risk: { reason } });
    await panel.send({ type: 'state', state: rest });
    await risk.getByText(reason).waitFor();
    assert.equal(await risk.locator('.figure').count(), 0);
    await page.locator('.population').waitFor({ state: 'hidden' });
    await page.locator('.strategy-comparison').waitFor({ state: 'hidden' });
  });

  test('C6 a forecast without an upper bound, or almost reached, shows no false precision', async () => {
    await open(metricsScenes['open-forecast']);
    const tile = panel.page.locator('.tile').filter({ hasText: 'labels still needed' });
    assert.match(await tile.innerText(), /> 1,200\s+more than 1,200/);
    await panel.send({ type: 'state', state: metricsScenes['about-there']! });
    await tile.getByText('about there, not certain yet').waitFor();
    assert.doesNotMatch(await tile.innerText(), /\d/);
  });

  test('C11 every stopping rule is shown with its threshold, and the advising one is marked', async () => {
    await open(metricsScenes['reached']);
    const rows = panel.page.locator('.rules tbody tr');
    assert.equal(await rows.count(), 3);
    assert.match(
      await rows.nth(0).innerText(),
      /stable predictions\s*advises[^]*0\.993\s+at least 0\.990/,
    );
    assert.equal(await panel.page.locator('.rules .met').count(), 2);
  });

  test('its buttons send commands, and the page reports no errors', async () => {
    await open();
    await panel.page.getByRole('button', { name: 'Retrain Now' }).click();
    await panel.page.getByRole('button', { name: 'Open Panel' }).click();
    assert.deepEqual(
      (await panel.posted('command')).map(({ command }) => command),
      ['retrain', 'openPanel'],
    );
    for (const state of Object.values(metricsScenes)) await panel.send({ type: 'state', state });
    assert.deepEqual(await panel.posted('failed'), []);
  });
});
