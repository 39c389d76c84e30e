// The labels of the annotation page: in place, distinct, and filtered if there are more labels than keys.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { annotateState, longText, scenes } from '../../webview/annotateStates.ts';
import { open, panel } from './annotatePanel.ts';

describe('the annotation page', () => {
  test('labels stay visible and in place with 5,000 characters at 600 pixels', async () => {
    assert.ok(longText.length >= 5000);
    const place = async (): Promise<unknown[]> =>
      Promise.all((await panel.page.locator('.label').all()).map((each) => each.boundingBox()));
    for (const height of [480, 800]) {
      await open(scenes['short'], { width: 600, height });
      const short = await place();
      await panel.send({ type: 'state', state: scenes['long']! });
      assert.deepEqual(await place(), short, 'nothing jumps');
      const toolbar = await panel.page.locator('.toolbar').boundingBox();
      assert.ok(toolbar!.y + toolbar!.height <= height, `in sight at a height of ${height}`);
      await panel.send({ type: 'state', state: scenes['cjk']! });
      assert.deepEqual(await place(), short, 'without a suggestion either');
      await panel.close();
    }
    await open(scenes['long'], { width: 600 });
    const top = (): Promise<number> => panel.page.locator('.text').evaluate((box) => box.scrollTop);
    await panel.key('PageDown');
    const page = await top();
    assert.ok(page > 100);
    await panel.key('ArrowUp');
    assert.ok((await top()) < page);
    await panel.key('End');
    await panel.key('1');
    assert.equal(await top(), 0, 'the next record begins at its beginning');
  });

  test('with more labels than keys, / starts a filter, and Enter gives the label', async () => {
    await open(scenes['seventySeven'], { width: 600 });
    const filter = panel.page.getByRole('combobox', { name: 'Filter the labels' });
    const toolbar = await panel.page.locator('.toolbar').boundingBox();
    await panel.key('/');
    assert.equal(await filter.inputValue(), '');
    assert.deepEqual(await panel.page.locator('.toolbar').boundingBox(), toolbar, 'nothing jumps');
    await panel.page.keyboard.type('top up 1');
    await panel.key('ArrowDown');
    const active = panel.page.locator('[role="option"][aria-selected="true"]');
    const chosen = await active.locator('.name').innerText();
    assert.match(chosen, /intent_top_up_1\d/);
    await panel.key('Enter');
    await filter.waitFor({ state: 'hidden' });
    await panel.key('/');
    await panel.key('Escape');
    const answers = await panel.posted('answer');
    assert.deepEqual(
      answers.map(({ answer }) => answer),
      [{ kind: 'label', label: chosen }],
    );
  });

  test('keys work right after a filter, and with few labels there is no filter', async () => {
    await open({ ...scenes['seventySeven']!, ahead: annotateState().ahead });
    await panel.key('/');
    await panel.page.keyboard.type('76');
    await panel.key('Enter');
    await panel.key('Space');
    assert.equal((await panel.posted('answer')).length, 2);
    await panel.close();
    await open();
    await panel.key('/');
    assert.equal(await panel.page.getByRole('combobox').count(), 0);
  });

  test('77 labels are visually distinct', async () => {
    await open(scenes['seventySeven'], { width: 600 });
    const looks = await panel.page.locator('.label').evaluateAll((all) =>
      all.map((one) => {
        const mark = one.querySelector('.mark')!;
        return `${getComputedStyle(mark).backgroundColor} ${getComputedStyle(mark).borderColor} ${one.dataset['shape']}`;
      }),
    );
    assert.equal(new Set(looks).size, 77);
  });
});
