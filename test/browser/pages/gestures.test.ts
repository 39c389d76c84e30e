// One gesture is one answer, and a key means one thing: in a real browser, with the test as the page's host.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { annotateState, asked, foundViews, scenes } from '../../webview/annotateStates.ts';
import { answers, label, open, panel, said } from './annotatePanel.ts';

describe('gestures on the annotation page', () => {
  const filter = () => panel.page.getByRole('combobox', { name: 'Filter the labels' });
  const options = () => panel.page.getByRole('option');
  const marked = () => panel.page.locator('[role="option"][aria-selected="true"]');
  const many = { ...scenes['seventySeven']!, ahead: annotateState().ahead };

  async function held(key: string, times: number): Promise<void> {
    for (let i = 0; i < times; i++) await panel.page.keyboard.down(key);
    await panel.page.keyboard.up(key);
  }

  test('D1 the second key of a chord labels nothing, and the footer says so', async () => {
    await open();
    for (const first of ['Control+k', 'Meta+k', 'Control+Shift+b', 'Alt+q']) {
      await panel.key(first);
      assert.match(await said().innerText(), /was pressed: the next key is for VS Code\.$/);
      await panel.key('2');
      assert.equal(await said().innerText(), '');
    }
    assert.deepEqual(await answers(), []);
    await panel.key('2');
    assert.equal((await answers()).length, 1);
  });

  test('D1 a chord passes through everything open: filter, list of records, menu, buttons', async () => {
    await open(many);
    await panel.key('/');
    await panel.page.keyboard.type('card');
    await panel.key('Control+k');
    await panel.key('Enter');
    await panel.key('Control+k');
    await panel.key('x');
    assert.equal(await filter().inputValue(), 'card', 'nor is it typed');
    await panel.key('Escape');
    await panel.page.locator('.recent .answer').first().click();
    await panel.key('Control+k');
    await panel.key('2');
    await panel.key('Escape');
    await panel.key('h');
    const { findId } = (await panel.posted('find')).at(-1)!;
    await panel.send({ type: 'found', findId, total: foundViews.length, annotators: [] });
    await panel.send({ type: 'rows', findId, from: 0, rows: foundViews });
    await panel.key('Control+k');
    await panel.key('2');
    await panel.key('Escape');
    await label('intent_card_0').focus();
    await panel.key('Control+k');
    await panel.key('Enter');
    await panel.key('Control+k');
    await panel.key('Space');
    for (const type of ['answer', 'change', 'annotate'] as const) {
      assert.deepEqual(await panel.posted(type), [], type);
    }
  });

  test('D1 Escape and loss of focus end a chord; copying starts none', async () => {
    await open();
    await panel.key('Control+k');
    await panel.key('Escape');
    await panel.key('1');
    await panel.key('Control+k');
    await panel.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await panel.key('2');
    await panel.key('Control+c');
    await panel.key('3');
    assert.equal((await answers()).length, 3);
  });

  test('D1 VS Code’s keys reach it, including the second key of a chord', async () => {
    await open();
    const heard = await panel.page.evaluate(() => {
      const keys: string[] = [];
      window.addEventListener('keydown', ({ key }) => keys.push(key));
      const press = (key: string, ctrlKey = false): void => {
        const event = new KeyboardEvent('keydown', {
          key,
          ctrlKey,
          bubbles: true,
          cancelable: true,
        });
        document.dispatchEvent(event);
      };
      press('k', true);
      press('2');
      return keys;
    });
    assert.deepEqual(heard, ['k', '2']);
  });

  test('undo in a text field reverts typing, not an answer', async () => {
    await open(many);
    const heard = async (): Promise<unknown> =>
      panel.page.evaluate(() => (window as unknown as { heard: number }).heard);
    await panel.page.evaluate(() => {
      Object.assign(window, { heard: 0 });
      window.addEventListener('keydown', ({ ctrlKey, key }) => {
        if (ctrlKey && key === 'z') (window as unknown as { heard: number }).heard++;
      });
    });
    await panel.key('/');
    await panel.page.keyboard.type('card');
    await panel.key('Control+z');
    assert.equal(await heard(), 0, 'VS Code does not hear of it');
    assert.notEqual(await filter().inputValue(), 'card');
    await panel.key('Escape');
    await panel.key('Control+z');
    assert.equal(await heard(), 1);
  });

  test('D2 case 37-double-click: a double or triple click labels one record', async () => {
    await open();
    await label('Refund').click({ clickCount: 2 });
    await label('Delivery').click({ clickCount: 3 });
    assert.deepEqual(await answers(), [
      { kind: 'label', label: 'Refund' },
      { kind: 'label', label: 'Delivery' },
    ]);
  });

  test('D2 a double click runs Skip, Flag or Undo once', async () => {
    await open();
    const tool = (name: string) => panel.page.locator('.toolbar').getByRole('button', { name });
    await tool('Skip').dblclick();
    await tool('Flag').dblclick();
    assert.deepEqual(await answers(), [{ kind: 'skip' }, { kind: 'flag', flagged: true }]);
    for (const { answerId } of await panel.posted('answer')) {
      await panel.send({ type: 'ack', answerId });
    }
    await panel.send({ type: 'state', state: scenes['short']! });
    await tool('Undo').dblclick();
    assert.equal((await panel.posted('undo')).length, 1);
  });

  test('D2 the second click of a double click does not press what has moved under the pointer', async () => {
    await open({ ...many, recent: many.recent.slice(0, 1) });
    await panel.key('/');
    await panel.page.keyboard.type('card');
    await options().nth(2).dblclick();
    assert.equal((await answers()).length, 1, 'an option of the filter, then a label below it');
    await panel.page.locator('.recent .answer').last().dblclick();
    assert.deepEqual(await panel.posted('change'), [], 'a row, then the menu above it');
    assert.equal((await answers()).length, 1);
  });

  test('D2 a double click in the list of records chooses once', async () => {
    await open();
    await panel.key('h');
    const { findId } = (await panel.posted('find')).at(-1)!;
    await panel.send({ type: 'found', findId, total: foundViews.length, annotators: [] });
    await panel.send({ type: 'rows', findId, from: 0, rows: foundViews });
    await panel.page.locator('.found .check').nth(1).dblclick();
    assert.equal(
      await panel.page.locator('.found .row').nth(1).getAttribute('aria-selected'),
      'true',
    );
  });

  test('D2 quick clicks on two labels are two answers', async () => {
    await open();
    await label('Refund').click();
    await label('Other').click();
    assert.equal((await answers()).length, 2);
  });

  test('D2 quick clicks advance from match to match', async () => {
    await open();
    await panel.key('Control+f');
    await panel.page.keyboard.type('e');
    await panel.page.getByRole('button', { name: 'Next' }).click({ clickCount: 3 });
    assert.match(await panel.page.locator('.find .count').innerText(), /^4 \//);
  });

  test('D2 case 39-held-key: one label, one skip, one undo', async () => {
    await open();
    await held('1', 30);
    await held('Space', 20);
    for (const { answerId } of await panel.posted('answer')) {
      await panel.send({ type: 'ack', answerId });
    }
    await panel.send({
      type: 'state',
      state: annotateState({ ahead: annotateState().ahead.slice(2) }),
    });
    await held('Backspace', 20);
    assert.deepEqual(await answers(), [{ kind: 'label', label: 'Refund' }, { kind: 'skip' }]);
    assert.equal((await panel.posted('undo')).length, 1);
  });

  test('D2 a held Enter or Space presses a focused button once, anywhere', async () => {
    await open();
    await panel.page.locator('.recent .answer').nth(1).focus();
    await held('Enter', 10);
    assert.deepEqual(
      await panel.posted('change'),
      [],
      'the menu has opened, and nothing is chosen',
    );
    await held('Enter', 10);
    assert.equal((await panel.posted('change')).length, 1);
    await panel.page.getByRole('button', { name: 'Note' }).focus();
    await held('Enter', 10);
    assert.deepEqual(await panel.posted('note'), [], 'the box has opened, and nothing is saved');
    assert.deepEqual(await answers(), []);
  });

  test('D3 Enter gives no label unless a word of it matches the typed prefix', async () => {
    await open(many);
    await panel.key('/');
    assert.equal(await marked().count(), 0);
    await panel.key('Enter');
    for (const typed of ['ntent', 'ard', 'cxa', 'xyz']) {
      await filter().fill(typed);
      assert.equal(await marked().count(), 0, typed);
      await panel.key('Enter');
      await panel.key('ArrowDown');
      await panel.key('Enter');
    }
    assert.deepEqual(await answers(), []);
    await filter().fill('ard');
    await panel.page.getByText('No word starts like this').waitFor();
    await options().first().click();
    assert.equal((await answers()).length, 1, 'a click says which one is meant');
  });

  test('D3 words match in any order, and arrows move among the matches', async () => {
    await open(many);
    await panel.key('/');
    await filter().fill('12 card');
    assert.match(await marked().innerText(), /intent_card_12/);
    await filter().fill('cash');
    await panel.key('ArrowUp');
    assert.match(await marked().innerText(), /cash/);
    await panel.key('ArrowDown');
    await panel.key('ArrowDown');
    const chosen = await marked().locator('.name').innerText();
    await panel.key('Enter');
    assert.deepEqual(await answers(), [{ kind: 'label', label: chosen }]);
  });

  test('D4 typing starts no filter and gives no label; / starts one', async () => {
    await open(many);
    await panel.page.keyboard.type('ltcord');
    assert.equal(await filter().count(), 0);
    assert.deepEqual(await answers(), []);
    await panel.key('/');
    await panel.page.keyboard.type('lost1sfw');
    assert.equal(await filter().inputValue(), 'lost1sfw');
    assert.deepEqual(await answers(), []);
  });

  test('D4 the footer and the list of keys show the filter key', async () => {
    await open(many);
    const tool = panel.page.locator('.toolbar .filter');
    assert.match(await tool.innerText(), /^\/\s*Filter the labels$/);
    await panel.key('?');
    await panel.page.getByRole('dialog').getByText('Filter the labels').waitFor();
  });

  test('case 47-ime: the Enter that confirms a candidate neither saves the note nor labels', async () => {
    await open();
    await panel.key('n');
    const box = panel.page.getByRole('textbox', { name: 'Note' });
    const ime = await panel.page.context().newCDPSession(panel.page);
    await ime.send('Input.imeSetComposition', { text: '日本', selectionStart: 2, selectionEnd: 2 });
    await box.evaluate((element) => {
      const confirm = { key: 'Enter', isComposing: true, bubbles: true, cancelable: true };
      element.dispatchEvent(new KeyboardEvent('keydown', confirm));
      element.dispatchEvent(new KeyboardEvent('keydown', { ...confirm, key: 'Process' }));
    });
    await ime.send('Input.insertText', { text: '日本' });
    assert.ok(await box.isVisible());
    assert.equal(await box.inputValue(), '日本');
    assert.deepEqual(await panel.posted('note'), []);
    assert.deepEqual(await answers(), []);
    await panel.key('Enter');
    assert.equal((await panel.posted('note'))[0]?.note, '日本');
  });

  test('case 38-keyboard-layouts: each keyboard labels with its own keys', async () => {
    const labels = annotateState().labels.map((one, i) => (i === 2 ? { ...one, key: 'z' } : one));
    const ahead = Array.from({ length: 12 }, (_, i) => asked(`k${i}`, `record ${i}`));
    await open(annotateState({ labels, ahead }));
    const press = async (init: Readonly<Record<string, string | boolean>>): Promise<void> => {
      await panel.page.evaluate((event) => {
        const all = { bubbles: true, cancelable: true, ...event };
        document.dispatchEvent(new KeyboardEvent('keydown', all));
      }, init);
      const last = (await panel.posted('answer')).at(-1);
      if (last) await panel.send({ type: 'ack', answerId: last.answerId });
    };
    await press({ key: '&', code: 'Digit1' });
    await press({ key: '1', code: 'Digit1', shiftKey: true });
    await press({ key: '1', code: 'Numpad1' });
    await press({ key: 'z', code: 'KeyY' });
    await press({ key: 'я', code: 'KeyZ' });
    await press({ key: '１', code: 'Digit1' });
    await press({ key: '١', code: 'Digit1' });
    await press({ key: '١', code: 'Numpad1' });
    const given = [0, 0, 0, 2, 2, 0, 0, 0].map((i) => ({ kind: 'label', label: labels[i]!.name }));
    assert.deepEqual(await answers(), given);
    await press({ key: '1', code: 'Digit1', ctrlKey: true });
    await press({ key: 'Escape' });
    await press({ key: '1', code: 'Digit1', modifierAltGraph: true });
    await press({ key: 'Process', code: 'Digit1' });
    assert.deepEqual(await answers(), given);
  });
});
