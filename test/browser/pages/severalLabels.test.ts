// Several labels per record, in a real browser with the test as the page's host.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { annotateState } from '../../webview/annotateStates.ts';
import type { PageOptions } from '../../webview/pageHarness.ts';
import {
  emotionLabels,
  fiveEmotions,
  passState,
  queueOf,
  severalAhead,
  severalScenes,
  severalState,
  suggested,
} from '../../webview/severalStates.ts';
import { answers, open as openPage, panel, said, text } from './annotatePanel.ts';

const names = (labels: readonly { readonly name: string }[]): string[] =>
  labels.map(({ name }) => name);
const five = names(fiveEmotions);
const all = names(emotionLabels);
const many = severalState({ labels: emotionLabels });

describe('several labels on the annotation page', () => {
  const open = (state = severalState(), options?: PageOptions): Promise<void> =>
    openPage(state, options);

  const label = (name: string) =>
    panel.page
      .locator('.answers .label')
      .filter({ has: panel.page.getByText(name, { exact: true }) });
  const pressed = (): Promise<string[]> =>
    panel.page.locator('.answers .label[aria-pressed="true"] .name').allInnerTexts();
  const chips = () => panel.page.locator('.chip');
  const question = () => panel.page.locator('.status .question');
  const filter = () => panel.page.getByRole('combobox', { name: 'Filter the labels' });
  const spoken = () => panel.page.locator('.spoken [aria-live="polite"]').first().textContent();

  /** Presses Enter and waits until the question is on screen, as a person does. */
  async function asksNone(): Promise<void> {
    await panel.key('Enter');
    await question().getByText('None of these labels?').waitFor();
    await panel.painted();
  }

  async function acknowledgeAll(): Promise<void> {
    for (const { answerId } of await panel.posted('answer')) {
      await panel.send({ type: 'ack', answerId });
    }
  }

  test('keys and clicks toggle labels, with a check mark, and nothing is posted', async () => {
    await open();
    assert.deepEqual(await pressed(), [], 'nothing is marked at first');
    await panel.key('3');
    await label('anger').click();
    assert.deepEqual(await pressed(), ['anger', 'joy']);
    assert.ok(await label('joy').locator('.icon-check').isVisible());
    assert.ok(await label('fear').locator('.icon-check').isHidden());
    await label('joy').click();
    assert.deepEqual(await pressed(), ['anger']);
    assert.deepEqual(await answers(), []);
    await panel.key('Enter');
    assert.deepEqual(await answers(), [{ kind: 'labels', yes: ['anger'], of: five }]);
    assert.match(await text(), /^Nobody told me/);
    assert.deepEqual(await pressed(), []);
  });

  test('a held key toggles once, and a double click once', async () => {
    await open();
    for (let i = 0; i < 6; i++) await panel.page.keyboard.down('2');
    await panel.page.keyboard.up('2');
    await label('joy').click({ clickCount: 2 });
    assert.deepEqual(await pressed(), ['fear', 'joy']);
  });

  test('Enter without marks asks, and the second Enter saves "none of these"', async () => {
    await open();
    await asksNone();
    assert.deepEqual(await answers(), []);
    await panel.key('Enter');
    assert.deepEqual(await answers(), [{ kind: 'labels', yes: [], of: five }]);
    assert.match(await panel.page.locator('.recent .answer').first().innerText(), /none of these/);
    assert.equal(await question().innerText(), '');
  });

  test('a held Enter or two in one frame save nothing', async () => {
    await open();
    for (let i = 0; i < 30; i++) await panel.page.keyboard.down('Enter');
    await panel.page.keyboard.up('Enter');
    assert.deepEqual(await answers(), []);
    await panel.key('Escape');
    assert.equal(await question().innerText(), '');
    await panel.page.evaluate(() => {
      for (let i = 0; i < 5; i++) {
        const enter = { key: 'Enter', bubbles: true, cancelable: true };
        document.dispatchEvent(new KeyboardEvent('keydown', enter));
      }
    });
    assert.deepEqual(await answers(), [], 'the question was never on screen');
    await panel.painted();
    await panel.key('Enter');
    assert.equal((await answers()).length, 1);
  });

  test('an Enter from before the question was on screen does not answer it, even if the page was busy', async () => {
    await open();
    await panel.page.evaluate(async () => {
      const enter = (): KeyboardEvent =>
        new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
      const early = enter();
      // Waits a frame, so that the two events have different times.
      await new Promise((resolve) => requestAnimationFrame(resolve));
      document.dispatchEvent(enter());
      await new Promise<void>((resolve) => {
        const frames = (left: number): void => {
          if (left === 0) resolve();
          else requestAnimationFrame(() => frames(left - 1));
        };
        frames(4);
      });
      document.dispatchEvent(early);
    });
    assert.deepEqual(await answers(), []);
    await panel.key('Enter');
    assert.equal((await answers()).length, 1);
  });

  test('a mark withdraws the question', async () => {
    await open();
    await asksNone();
    await panel.key('1');
    assert.equal(await question().innerText(), '');
    await panel.key('1');
    await panel.key('Enter');
    assert.deepEqual(await answers(), []);
  });

  test('Shift+Enter adds the labels that apply to those already marked, and saves', async () => {
    await open();
    assert.deepEqual(await panel.page.locator('.label.applies .name').allInnerTexts(), [
      'joy',
      'surprise',
    ]);
    await panel.key('1');
    await panel.key('Shift+Enter');
    assert.deepEqual(await answers(), [
      { kind: 'labels', yes: ['anger', 'joy', 'surprise'], of: five, accepted: true },
    ]);
    await panel.close();
    await open(annotateState());
    await panel.key('Shift+Enter');
    await panel.key('Enter');
    const accepted = { kind: 'label', label: 'Refund', accepted: true };
    assert.deepEqual(await answers(), [accepted, { ...accepted, label: 'Billing' }]);
  });

  test('for a blind record nothing is suggested, and Shift+Enter says so', async () => {
    await open(severalScenes['blind']);
    await panel.key('Shift+Enter');
    assert.match(await said().innerText(), /^No suggestion is shown for this record/);
    assert.deepEqual(await answers(), []);
    assert.equal(await panel.page.locator('.applies').count(), 0);
    assert.equal(await panel.page.locator('kbd.enter:visible').count(), 0);
    await panel.key('1');
    assert.equal(await said().innerText(), '');
    assert.deepEqual(await pressed(), ['admiration']);
  });

  test('Shift+Enter says so if the model suggests no label', async () => {
    const suggestion = suggested(fiveEmotions, []);
    await open(severalState({ ahead: severalAhead(fiveEmotions, { suggestion }) }));
    await panel.key('Shift+Enter');
    assert.match(await said().innerText(), /^The model suggests no label/);
    assert.deepEqual(await answers(), []);
  });

  test('Space skips, Escape clears the marks, Backspace undoes the last answer', async () => {
    await open();
    await panel.key('1');
    await panel.key('Escape');
    assert.deepEqual(await pressed(), []);
    await panel.key('2');
    await panel.key('Space');
    await acknowledgeAll();
    await panel.key('3');
    await panel.key('Backspace');
    assert.deepEqual(await answers(), [{ kind: 'skip' }]);
    assert.equal((await panel.posted('undo')).length, 1);
    await panel.send({ type: 'state', state: severalState({ ahead: severalAhead() }) });
    assert.match(await text(), /^I can’t believe/);
    await panel.key('Space');
    assert.deepEqual(await pressed(), ['joy'], 'the marks of the next record are still there');
  });

  test('the buttons above the labels save and accept', async () => {
    await open(many);
    const tool = (name: string) => panel.page.locator('.status').getByRole('button', { name });
    await panel.key('1');
    await tool('Save').click();
    await tool('Accept').click();
    assert.deepEqual(await answers(), [
      { kind: 'labels', yes: ['admiration'], of: all },
      { kind: 'labels', yes: ['joy', 'surprise'], of: all, accepted: true },
    ]);
    await tool('Save').dblclick();
    assert.equal((await answers()).length, 2, 'a double click asks and does not save');
    await panel.painted();
    await tool('Save').click();
    assert.equal((await answers()).length, 3);
  });

  test('looking back shows the stored set; Enter changes it, Escape leaves it', async () => {
    await open(many);
    await panel.key('1');
    await panel.key('ArrowLeft');
    assert.deepEqual(await pressed(), ['gratitude', 'relief']);
    await panel.key('1');
    assert.deepEqual(await pressed(), ['gratitude', 'relief'], 'read-only');
    await panel.key('Enter');
    await panel.key('2');
    assert.deepEqual(await pressed(), ['amusement', 'gratitude', 'relief']);
    await panel.key('Escape');
    assert.deepEqual(await pressed(), ['gratitude', 'relief']);
    await panel.key('Enter');
    await panel.key('2');
    await panel.key('Enter');
    assert.deepEqual(await panel.posted('change'), [
      {
        type: 'change',
        recordId: 't0',
        answer: { kind: 'labels', yes: ['amusement', 'gratitude', 'relief'], of: all },
        shown: 100,
      },
    ]);
    assert.equal(await spoken(), '3 labels saved: amusement, gratitude, relief');
    await panel.key('Escape');
    assert.deepEqual(await pressed(), ['admiration']);
    assert.deepEqual(await answers(), []);
  });

  test('marks survive a reload, and a refusal shows those of its answer again', async () => {
    await open(many);
    await panel.key('j');
    await panel.key('1');
    await panel.reload();
    await panel.send({ type: 'state', state: many });
    assert.deepEqual(await pressed(), ['admiration', 'joy']);
    await panel.key('Enter');
    await panel.key('2');
    await panel.reload();
    await panel.send({ type: 'state', state: many });
    assert.equal((await panel.posted('answer')).length, 2, 'sent again, under its id');
    assert.deepEqual(await pressed(), ['amusement']);
    const { answerId } = (await panel.posted('answer'))[0]!;
    await panel.send({ type: 'refused', answerId, reason: 'The disk is full.' });
    assert.match(await text(), /^I can’t believe/);
    assert.deepEqual(await pressed(), ['admiration', 'joy']);
    assert.equal(
      await panel.page.getByRole('alert').filter({ hasText: 'disk' }).innerText(),
      'Not saved: The disk is full.',
    );
  });

  test('Enter in the filter marks a label, and the filter stays for the next', async () => {
    await open(many, { width: 600 });
    await panel.key('/');
    await panel.page.keyboard.type('joy');
    await panel.key('Enter');
    assert.equal(await filter().inputValue(), '');
    assert.deepEqual(await chips().allInnerTexts(), ['joy']);
    await panel.key('Enter');
    await panel.page.keyboard.type('sur');
    await panel.page.getByText('Enter marks the label, Escape closes').waitFor();
    await panel.key('Enter');
    await filter().fill('gra');
    await panel.page.getByRole('option').first().click();
    assert.ok(await filter().isVisible());
    await panel.page.keyboard.type('joy');
    const option = panel.page.getByRole('option', { name: 'joy' });
    assert.ok(await option.locator('.icon-check').isVisible(), 'marked labels are checked');
    await panel.key('Enter');
    assert.deepEqual(await chips().allInnerTexts(), ['surprise', 'gratitude']);
    await panel.key('Escape');
    await filter().waitFor({ state: 'hidden' });
    await panel.key('Enter');
    assert.deepEqual(await answers(), [
      { kind: 'labels', yes: ['gratitude', 'surprise'], of: all },
    ]);
  });

  test('a whole session at 28 labels by keyboard, while the host is slow', async () => {
    await open({ ...many, recent: [], ahead: queueOf(12) }, { width: 600 });
    const given = ['j', 'j y', '', '/ sad⏎ rem⏎', '⇧', ' ', '1 2 3 2', 'j f'];
    for (const keys of given) {
      if (keys === '') await asksNone();
      else if (keys === ' ') await panel.key('Space');
      else if (keys === '⇧') await panel.key('Shift+Enter');
      else if (keys.startsWith('/')) {
        await panel.key('/');
        for (const typed of keys.slice(2).split(' ')) {
          await panel.page.keyboard.type(typed.replace('⏎', ''));
          await panel.key('Enter');
        }
        await panel.key('Escape');
      } else for (const key of keys.split(' ')) await panel.key(key);
      if (keys !== ' ' && keys !== '⇧') await panel.key('Enter');
      await acknowledgeAll();
    }
    const set = (...yes: string[]) => ({ kind: 'labels', yes, of: all });
    assert.deepEqual(await answers(), [
      set('joy'),
      set('joy', 'surprise'),
      set(),
      set('remorse', 'sadness'),
      { ...set('joy', 'surprise'), accepted: true },
      { kind: 'skip' },
      set('admiration', 'anger'),
      { kind: 'flag', flagged: true },
      set('joy'),
    ]);
    assert.deepEqual(
      (await panel.posted('answer')).map(({ recordId }) => recordId),
      [0, 1, 2, 3, 4, 5, 6, 7, 7].map((i) => `q${i}`),
    );
    assert.deepEqual(await panel.posted('failed'), []);
  });

  test('a screen reader hears marks and sets', async () => {
    await open();
    await panel.key('3');
    assert.equal(await spoken(), 'joy marked');
    await panel.key('3');
    assert.equal(await spoken(), 'joy no longer marked');
    await panel.key('3');
    await panel.key('5');
    await panel.key('Enter');
    assert.match((await spoken()) ?? '', /^2 labels saved: joy, surprise\. .*Nobody told me/);
    assert.match(await label('joy').innerText(), /suggested/);
    assert.equal(await question().getAttribute('role'), 'alert');
  });

  test('the list of keys has those of the task', async () => {
    await open(many);
    await panel.key('?');
    const dialog = panel.page.getByRole('dialog', { name: 'Keys of this panel' });
    await dialog.getByText('Save the marked labels').waitFor();
    await dialog.getByText('Mark the suggested labels and save').waitFor();
    await panel.key('Escape');
    await panel.send({ type: 'state', state: passState() });
    await panel.key('?');
    await dialog.getByText('joy: yes').waitFor();
    await dialog.getByText('Later').waitFor();
    assert.equal(await dialog.getByText('admiration').count(), 0);
  });
});
