// Prints the time from a key to the paint of the next record, as ratios, as JSON on the last line.
import type { Page } from 'playwright-core';
import { keyLatency, measureKeys } from '../../harness/keyLatency.ts';
import { annotateState, seventySevenLabels } from '../../webview/annotateStates.ts';
import { openPages } from '../../webview/pageHarness.ts';

const pressed = 60;

/**
 * Time from a key to the paint of the next record, as a multiple of that of a page that shows only one line. The host
 * answers each key at once.
 */
async function benchKeys(): Promise<Record<string, number>> {
  const pages = await openPages();
  try {
    const ratios: Record<string, number> = {};
    for (const [name, state] of [
      ['keys-4-labels', annotateState()],
      ['keys-77-labels', annotateState({ labels: seventySevenLabels })],
    ] as const) {
      const bare = await pages.annotate({ width: 1200 });
      await showOneLine(bare.page);
      const yardstick = await measured(bare.page, () => Promise.resolve());
      await bare.close();

      const panel = await pages.annotate({ width: 1200 });
      let { ahead } = state;
      await panel.send({ type: 'state', state });
      const ours = await measured(panel.page, async (i) => {
        const answer = (await panel.posted('answer'))[i]!;
        const text = `Record ${i} of a long afternoon, ${'with some words '.repeat(20)}`;
        ahead = [...ahead.slice(1), { ...ahead[0]!, recordId: `n${i}`, text }];
        await panel.send({ type: 'ack', answerId: answer.answerId });
        await panel.send({ type: 'state', state: { ...state, ahead } });
      });
      await panel.close();
      ratios[name] = ours / yardstick;
    }
    return ratios;
  } finally {
    await pages.close();
  }
}

async function measured(page: Page, then: (i: number) => Promise<void>): Promise<number> {
  await measureKeys(page);
  for (let i = 0; i < pressed; i++) {
    await page.keyboard.press(String(1 + (i % 4)));
    await then(i);
  }
  return (await keyLatency(page)).p95;
}

/** The baseline: a page whose one line changes with each key. */
async function showOneLine(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.body.replaceChildren();
    const record = document.createElement('div');
    record.className = 'record';
    const line = document.createElement('p');
    line.className = 'text';
    record.append(line);
    document.body.append(record);
    let shown = 0;
    window.addEventListener('keydown', () => (line.textContent = `Line ${shown++}`));
  });
}

console.log(JSON.stringify(await benchKeys()));
