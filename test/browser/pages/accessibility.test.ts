// The annotation page without a mouse, a screen or motion: keys, tab order, screen reader, flashes.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { scenes } from '../../webview/annotateStates.ts';
import { open, panel } from './annotatePanel.ts';

describe('the annotation page', () => {
  test('? shows every key and blocks the others', async () => {
    await open();
    await panel.key('?');
    const dialog = panel.page.getByRole('dialog', { name: 'Keys of this panel' });
    await dialog.waitFor();
    await panel.key('1');
    await panel.key('Backspace');
    assert.deepEqual(await panel.posted('answer'), []);
    assert.deepEqual(await panel.posted('undo'), []);
    await panel.key('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  test('the tab order goes from the record to its answers, then to the rest', async () => {
    await open(scenes['notices'], { width: 1600 });
    const order: string[] = [];
    for (let i = 0; i < 12; i++) {
      await panel.key('Tab');
      order.push(
        await panel.page.evaluate(() => {
          const { classList, textContent } = document.activeElement as HTMLElement;
          return classList.contains('text') ? 'record' : textContent;
        }),
      );
    }
    assert.deepEqual(order, [
      'macro-F1 .84 ±.04',
      'Download …',
      'Show Problems',
      'Try Again',
      'reviews.jsonl:1042',
      'record',
      'channel: email · lang: en',
      '1Refund.48, 48 %',
      '2Delivery.45, 45 %',
      '3Billing.05, 5 %',
      '4Other.02, 2 %',
      'SpaceSkip',
    ]);
  });

  test('a screen reader announces the answer and the next record, politely', async () => {
    await open();
    await panel.key('2');
    const live = panel.page.locator('.spoken [aria-live="polite"]').first();
    assert.equal(
      await live.textContent(),
      'Delivery. margin 0.85 between Billing and Refund. I was charged twice for the same order.',
    );
  });

  test('the answer flashes in place, unless reduced motion is set', async () => {
    const running = (): Promise<number> =>
      panel.page.evaluate(() => {
        document.dispatchEvent(new KeyboardEvent('keydown', { key: '1' }));
        return document.getAnimations().length;
      });
    await open();
    assert.equal(await running(), 1);
    await panel.close();
    await open(scenes['short'], { reducedMotion: true });
    assert.equal(await running(), 0);
  });
});
