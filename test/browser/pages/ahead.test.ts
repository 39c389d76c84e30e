// The page draws from records sent ahead: the next record does not wait for the host, whatever its latency.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { maxPending, type AnnotateState } from '../../../src/protocol/annotate.ts';
import { annotateState, seventySevenLabels } from '../../webview/annotateStates.ts';
import { openPages, type Pages } from '../../webview/pageHarness.ts';

const keys = 40;

let pages: Pages;
before(async () => {
  pages = await openPages();
});
after(() => pages?.close());

type Panel = Awaited<ReturnType<Pages['annotate']>>;

/** The record on screen right after the key event, before any other task. */
async function shownRightAfter(panel: Panel, key: string): Promise<string> {
  await panel.page.evaluate(() => {
    const shown = (): string => document.querySelector('.record .text')?.textContent ?? '';
    const rightAfter = new Promise<string>((resolve) => {
      // The page's listener is on an inner element, so it has handled the key by now.
      const listen = (): void => queueMicrotask(() => resolve(shown()));
      window.addEventListener('keydown', listen, { once: true });
    });
    Object.assign(window, { rightAfter });
  });
  await panel.key(key);
  return panel.page.evaluate(
    () => (window as unknown as { rightAfter: Promise<string> }).rightAfter,
  );
}

for (const [name, first] of [
  ['4 labels', annotateState()],
  ['77 labels', annotateState({ labels: seventySevenLabels })],
] as const) {
  test(`the next record appears with the key, before the host is notified, ${name}`, async () => {
    const panel = await pages.annotate({ width: 1200 });
    let state: AnnotateState = first;
    await panel.send({ type: 'state', state });
    for (let i = 0; i < keys; i++) {
      const [now, next] = state.ahead;
      assert.equal(await shownRightAfter(panel, String(1 + (i % 4))), next!.text);
      const answers = await panel.posted('answer');
      assert.equal(answers.length, i + 1);
      assert.equal(answers[i]!.recordId, now!.recordId);
      // Only now does the host answer, with one more record.
      const more = { ...now!, recordId: `n${i}`, text: `Record ${i}, ${'with words '.repeat(20)}` };
      state = { ...state, ahead: [...state.ahead.slice(1), more] };
      await panel.send({ type: 'ack', answerId: answers[i]!.answerId });
      await panel.send({ type: 'state', state });
    }
    await panel.close();
  });
}

test(`with ${maxPending} unsaved answers the page waits, and continues once the first is saved`, async () => {
  const panel = await pages.annotate({ width: 1200 });
  const state = annotateState();
  const ahead = Array.from({ length: maxPending + 2 }, (_, i) => ({
    ...state.ahead[0]!,
    recordId: `r${i}`,
    text: `Record ${i}`,
  }));
  await panel.send({ type: 'state', state: { ...state, ahead } });
  for (let i = 0; i < maxPending; i++) {
    assert.equal(await shownRightAfter(panel, '1'), `Record ${i + 1}`);
  }
  assert.equal(await shownRightAfter(panel, '1'), `Record ${maxPending}`);
  const unsaved = await panel.posted('answer');
  assert.equal(unsaved.length, maxPending);
  await panel.send({ type: 'ack', answerId: unsaved[0]!.answerId });
  assert.equal(await shownRightAfter(panel, '1'), `Record ${maxPending + 1}`);
  assert.equal((await panel.posted('answer')).length, maxPending + 1);
  await panel.close();
});
