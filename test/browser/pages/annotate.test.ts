// The annotation page in a real browser, with the test as its host.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { annotateState, asked, roughText, scenes } from '../../webview/annotateStates.ts';
import { label, open, panel, recent, text } from './annotatePanel.ts';

describe('the annotation page', () => {
  test('the next record is on screen before the key event ends', async () => {
    await open();
    const drawn = await panel.page.evaluate(() => {
      const key = new KeyboardEvent('keydown', { key: '2', code: 'Digit2', cancelable: true });
      document.dispatchEvent(key);
      return {
        text: document.querySelector('.text')?.textContent,
        recent: document.querySelector('.recent .answer')?.textContent,
        probability: document.querySelector('.label .p')?.textContent,
        prevented: key.defaultPrevented,
      };
    });
    assert.equal(drawn.text, 'I was charged twice for the same order.');
    assert.match(drawn.recent ?? '', /Delivery.*saving.*The parcel arrived/);
    assert.equal(drawn.probability, '.06');
    assert.ok(drawn.prevented);
    const [answer] = await panel.posted('answer');
    assert.equal(answer?.recordId, 'a');
    assert.deepEqual(answer?.answer, { kind: 'label', label: 'Delivery' });
    assert.match(answer?.answerId ?? '', /^[0-9a-f-]{36}$/);
  });

  test('after three unsaved answers it waits, and says so', async () => {
    await open();
    for (const key of ['1', '2', '3', '4']) await panel.key(key);
    assert.equal((await panel.posted('answer')).length, 3);
    assert.equal(await text(), 'Thanks, all good now.');
    await panel.page.getByText('Waiting for the last answers to be saved').waitFor();
    assert.equal(await label('Refund').getAttribute('aria-disabled'), 'true');
    const [first] = await panel.posted('answer');
    await panel.send({ type: 'ack', answerId: first!.answerId });
    await panel.key('4');
    assert.equal((await panel.posted('answer')).length, 4);
  });

  test('a refusal returns to the first unsaved record and says why', async () => {
    await open();
    await panel.key('1');
    await panel.key('1');
    const [first] = await panel.posted('answer');
    await panel.send({ type: 'refused', answerId: first!.answerId, reason: 'The disk is full.' });
    assert.match(await text(), /^The parcel arrived/);
    assert.equal(await panel.page.getByRole('alert').innerText(), 'Not saved: The disk is full.');
  });

  test('unsaved answers are sent again after a reload, under the same ids', async () => {
    await open();
    await panel.key('1');
    await panel.key('Space');
    const before = await panel.posted('answer');
    await panel.reload();
    assert.equal((await panel.posted('ready')).length, 2);
    await panel.send({ type: 'state', state: annotateState() });
    assert.equal(await text(), 'Where is my order? It said Tuesday.');
    assert.deepEqual(await panel.posted('answer'), [...before, ...before]);
    for (const { answerId } of before) await panel.send({ type: 'ack', answerId });
    await panel.reload();
    await panel.send({ type: 'state', state: annotateState() });
    assert.equal((await panel.posted('answer')).length, 4, 'saved answers are not sent again');
  });

  test('a held key labels one record', async () => {
    await open();
    for (let i = 0; i < 5; i++) await panel.page.keyboard.down('1');
    await panel.page.keyboard.up('1');
    assert.equal((await panel.posted('answer')).length, 1);
    await label('Billing').focus();
    for (let i = 0; i < 5; i++) await panel.page.keyboard.down('Enter');
    await panel.page.keyboard.up('Enter');
    assert.equal((await panel.posted('answer')).length, 2);
  });

  test('no key fires with a modifier, except redo', async () => {
    await open(annotateState({ canRedo: true }));
    for (const key of ['Control+1', 'Alt+2', 'Meta+3', 'Control+Backspace', 'Control+Space']) {
      await panel.key(key);
    }
    assert.deepEqual(await panel.posted('answer'), []);
    assert.deepEqual(await panel.posted('undo'), []);
    await panel.key('Escape');
    await panel.key('Control+Shift+Z');
    assert.equal((await panel.posted('redo')).length, 1);
  });

  test('after a click on a label, Space skips and does not press the label again', async () => {
    await open();
    await label('Other').click();
    await panel.key('Space');
    const answers = await panel.posted('answer');
    assert.deepEqual(
      answers.map(({ answer }) => answer),
      [{ kind: 'label', label: 'Other' }, { kind: 'skip' }],
    );
  });

  test('undo waits for unsaved answers', async () => {
    await open();
    await panel.key('1');
    await panel.key('Backspace');
    assert.deepEqual(await panel.posted('undo'), []);
    const [answer] = await panel.posted('answer');
    await panel.send({ type: 'ack', answerId: answer!.answerId });
    assert.equal((await panel.posted('undo')).length, 1);
    const [first, ...rest] = annotateState().ahead;
    await panel.send({
      type: 'state',
      state: annotateState({ ahead: [{ ...first!, answered: 'Refund' }, ...rest] }),
    });
    assert.match(await text(), /^The parcel arrived/);
    assert.equal(await label('Refund').getAttribute('aria-pressed'), 'true');
  });

  test('probabilities are hidden by S, and for a blind record', async () => {
    await open(scenes['short']);
    const first = panel.page.locator('.label .p').first();
    assert.equal(await first.innerText(), '.48');
    await panel.key('s');
    assert.equal(await first.innerText(), '');
    await panel.reload();
    await panel.send({ type: 'state', state: scenes['short']! });
    assert.equal(await first.innerText(), '', 'after a reload too');
    await panel.key('s');
    await panel.send({ type: 'state', state: scenes['cjk']! });
    assert.equal(await first.innerText(), '');
    assert.equal(await panel.page.locator('.because').innerText(), '');
  });

  test('← browses back without answering, Enter changes the answer in place, → returns', async () => {
    await open();
    await panel.key('ArrowLeft');
    await panel.key('ArrowLeft');
    assert.match(await text(), /^I want my money back/);
    assert.equal(await label('Refund').getAttribute('aria-pressed'), 'true');
    await panel.key('2');
    assert.deepEqual(await panel.posted('change'), []);
    await panel.key('Enter');
    await panel.key('2');
    assert.deepEqual(await panel.posted('change'), [
      { type: 'change', recordId: 'r1', answer: { kind: 'label', label: 'Delivery' } },
    ]);
    await panel.key('ArrowRight');
    await panel.key('ArrowRight');
    assert.match(await text(), /^The parcel arrived/);
    assert.deepEqual(await panel.posted('answer'), []);
  });

  test('past records show why they were asked, including the hold-out', async () => {
    await open(scenes['short'], { width: 1600 });
    assert.match(await recent().nth(0).innerText(), /drawn at random for the hold-out/);
    assert.match(await recent().nth(1).innerText(), /margin 0.11 between Refund and Billing/);
    await panel.key('ArrowLeft');
    assert.match(
      await panel.page.locator('.because').innerText(),
      /^asked because\s*drawn at random for the hold-out$/,
    );
  });

  test('an earlier answer is changed in place; Escape cancels', async () => {
    await open();
    const menu = panel.page.getByRole('menu');
    await recent().nth(2).click();
    await menu.waitFor();
    await panel.key('Escape');
    await menu.waitFor({ state: 'hidden' });
    await recent().nth(3).focus();
    await panel.key('Enter');
    await menu.waitFor();
    await panel.key('ArrowUp');
    await panel.key('Enter');
    assert.deepEqual(await panel.posted('change'), [
      { type: 'change', recordId: 'r3', answer: { kind: 'label', label: 'Delivery' } },
    ]);
    await recent().nth(0).click();
    await panel.key('4');
    assert.equal((await panel.posted('change')).length, 2);
    assert.deepEqual(await panel.posted('answer'), []);
    await menu.waitFor({ state: 'hidden' });
  });

  test('an action of the host acts like its key', async () => {
    await open();
    await panel.send({ type: 'act', action: { kind: 'label', index: 0 } });
    await panel.send({ type: 'act', action: { kind: 'toggleKeys' } });
    assert.equal((await panel.posted('answer')).length, 1);
    await panel.page.getByRole('dialog').waitFor();
  });

  test('user text is not interpreted as HTML, and keeps its lines and direction', async () => {
    await open(scenes['rough'], { width: 600 });
    assert.equal(await panel.page.locator('.text').textContent(), roughText);
    assert.equal(await panel.page.locator('.text *').count(), 0);
    const wide = await panel.page
      .locator('.text')
      .evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
    assert.equal(wide, false, 'what has no break is broken');
    await panel.close();
    const hostile = '<img src=x onerror="document.title=1"><b>bold</b>\n\tline two';
    await open(
      annotateState({
        ahead: [
          asked('x', hostile, { reason: hostile, context: [{ field: hostile, value: hostile }] }),
        ],
        recent: [{ ...annotateState().recent[0]!, text: hostile }],
      }),
    );
    assert.equal(await panel.page.locator('.text').textContent(), hostile);
    assert.equal(await panel.page.locator('img, b').count(), 0);
    assert.match(await text(), /\n/);
    await panel.send({ type: 'state', state: scenes['arabic']! });
    const direction = await panel.page
      .locator('.text')
      .evaluate((element) => getComputedStyle(element).direction);
    assert.equal(direction, 'rtl');
  });

  test('buttons of notices and phases send their commands', async () => {
    await open(scenes['notices']);
    await panel.page.getByRole('button', { name: 'Download …' }).click();
    await panel.send({ type: 'state', state: scenes['failed']! });
    await panel.page.getByRole('button', { name: 'Try Again' }).click();
    await panel.send({ type: 'state', state: scenes['finished']! });
    const phase = panel.page.locator('.phase');
    await phase.getByText('9,991 labelled · 9 skipped · 4 flagged').waitFor();
    await phase.getByRole('button', { name: 'Show Metrics' }).click();
    await phase.getByRole('button', { name: 'Export Labels' }).click();
    assert.deepEqual(
      (await panel.posted('command')).map(({ command }) => command),
      ['downloadModel', 'retry', 'showMetrics', 'export'],
    );
    await phase.getByRole('button', { name: 'Review Skipped Records' }).click();
    assert.deepEqual(await panel.posted('revisit'), [{ type: 'revisit', what: 'skipped' }]);
  });

  test('D11 only the banner of a reached target can be closed', async () => {
    await open(scenes['reached']);
    await panel.page.locator('.notice').getByRole('button', { name: 'Close' }).click();
    assert.deepEqual(await panel.posted('closeNotice'), [
      { type: 'closeNotice', id: 'target-reached' },
    ]);
    await panel.send({ type: 'state', state: scenes['notices']! });
    await panel.page.getByRole('button', { name: 'Download …' }).waitFor();
    const close = panel.page.locator('.notice').getByRole('button', { name: 'Close' });
    assert.equal(await close.count(), 0);
  });

  test('the page reports no errors', async () => {
    await open(scenes['short']);
    for (const state of Object.values(scenes)) await panel.send({ type: 'state', state });
    assert.deepEqual(await panel.posted('failed'), []);
  });
});
