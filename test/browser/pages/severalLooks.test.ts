// Appearance of the annotation page with several labels per record: in every theme, and without layout shifts.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { longText, seventySevenLabels } from '../../webview/annotateStates.ts';
import type { PageOptions } from '../../webview/pageHarness.ts';
import {
  emotionLabels,
  severalAhead,
  severalScenes,
  severalState,
} from '../../webview/severalStates.ts';
import { themeNames } from '../../webview/themes.ts';
import { answers, open as openPage, panel } from './annotatePanel.ts';

const many = severalState({ labels: emotionLabels });

describe('appearance of several labels', () => {
  const open = (state = severalState(), options?: PageOptions): Promise<void> =>
    openPage(state, options);

  const label = (name: string) =>
    panel.page
      .locator('.answers .label')
      .filter({ has: panel.page.getByText(name, { exact: true }) });
  const chips = () => panel.page.locator('.chip');

  test('marking a label shifts nothing', async () => {
    for (const state of [severalState(), many]) {
      await open(state, { width: 600 });
      const places = (): Promise<unknown[]> =>
        panel.page
          .locator(':is(.label, .likely, .label .name, .likely .name, .tool)')
          .evaluateAll((each) =>
            each.map((one) => JSON.stringify((one as HTMLElement).getBoundingClientRect())),
          );
      const before = await places();
      await panel.key('1');
      await panel.key('5');
      const after = await places();
      assert.equal(after.length, before.length);
      // The check mark is as wide as what it replaces.
      assert.deepEqual(after, before);
      await panel.close();
    }
  });

  test('the marked labels of a long list are shown above it, and a click removes one', async () => {
    const state = severalState({ labels: seventySevenLabels });
    await open(state, { width: 600 });
    await panel.page.locator('.answers').evaluate((list) => (list.scrollTop = list.scrollHeight));
    await panel.key('1');
    await panel.key('4');
    assert.ok(await label('intent_card_0').isVisible());
    for (const chip of await chips().all()) {
      const { y, height } = (await chip.boundingBox())!;
      const { y: top } = (await panel.page.locator('.choices').boundingBox())!;
      assert.ok(y >= 0 && y + height <= top, 'above the labels');
    }
    await panel.page.getByRole('button', { name: 'Remove the mark of intent_card_0' }).click();
    assert.deepEqual(await chips().allInnerTexts(), ['intent_transfer_3']);
    await panel.key('Space');
    assert.deepEqual(await answers(), [{ kind: 'skip' }], 'the record has the focus again');
    await panel.close();
    await open();
    await panel.key('1');
    assert.equal(await chips().count(), 0, 'few labels are all in sight');
  });

  for (const theme of themeNames) {
    test(`pictures, ${theme}: no violations, nothing wider than the panel`, async () => {
      for (const width of [600, 1400]) {
        await open(severalState(), { theme, width, reducedMotion: true });
        const seen = async (name: string): Promise<void> => {
          await panel.screenshot(`several-${name}-${theme}-${width}`);
          assert.deepEqual(await panel.violations(), [], name);
          const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${name} is ${wide} wide`);
        };
        for (const [name, state] of Object.entries(severalScenes)) {
          await panel.send({ type: 'state', state });
          if (name !== 'pass') for (const key of ['1', '3', '5']) await panel.key(key);
          await seen(name);
          await panel.key('Escape');
        }
        await panel.send({ type: 'state', state: many });
        await panel.key('Enter');
        await seen('none');
        await panel.key('Escape');
        await panel.key('ArrowLeft');
        await seen('looking-back');
        await panel.key('Escape');
        await panel.page.locator('.recent .answer').first().click();
        await seen('menu');
        await panel.close();
      }
    });
  }

  test('with 5,000 characters at 600 pixels the labels and their marks stay in sight', async () => {
    assert.ok(longText.length >= 5000);
    await open(severalScenes['five'], { width: 600 });
    const place = async (): Promise<unknown> =>
      Promise.all((await panel.page.locator('.label').all()).map((each) => each.boundingBox()));
    const short = await place();
    const ahead = severalAhead().map((one) => ({ ...one, text: longText }));
    await panel.send({ type: 'state', state: severalState({ ahead }) });
    await panel.key('1');
    assert.deepEqual(await place(), short, 'nothing jumps');
  });
});
