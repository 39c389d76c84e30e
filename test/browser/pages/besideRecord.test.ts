// The content beside a record: note, words found in it, evidence, guidelines; in a real browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  annotateState,
  asked,
  foundViews,
  guidelinesHtml,
  longText,
} from '../../webview/annotateStates.ts';
import { open, panel } from './annotatePanel.ts';
import { answer } from './foundRecords.ts';

test('N writes a note; Enter saves it, Escape discards it', async () => {
  await open(annotateState({ ahead: [asked('a', 'Text', { note: 'old' })] }));
  await panel.page.locator('.about .noted').getByText('old').waitFor();
  await panel.key('n');
  const box = panel.page.getByRole('textbox', { name: 'Note' });
  assert.equal(await box.inputValue(), 'old');
  await panel.page.keyboard.type('unclear 12');
  await panel.key('Shift+Enter');
  await panel.page.keyboard.type('ask Ada');
  await panel.key('Enter');
  assert.deepEqual(await panel.posted('note'), [
    { type: 'note', recordId: 'a', note: 'unclear 12\nask Ada' },
  ]);
  await panel.key('n');
  await panel.page.keyboard.type('x');
  await panel.key('Escape');
  assert.equal((await panel.posted('note')).length, 1);
  assert.deepEqual(await panel.posted('answer'), []);
});

test('Ctrl+F finds text in the record without changing it', async () => {
  await open(annotateState({ ahead: [asked('long', longText)] }));
  await panel.key('Control+f');
  await panel.page.keyboard.type('Storage');
  await panel.page.getByText('1 / 10').waitFor();
  await panel.key('Enter');
  await panel.page.getByText('2 / 10').waitFor();
  await panel.key('Shift+Enter');
  await panel.key('Shift+Enter');
  await panel.page.getByText('10 / 10').waitFor();
  assert.ok((await panel.page.locator('.text').evaluate((text) => text.scrollTop)) > 100);
  assert.equal(await panel.page.locator('.text').evaluate((text) => text.childNodes.length), 1);
  await panel.key('Escape');
  assert.equal(await panel.page.evaluate(() => CSS.highlights.size), 0);
  await panel.key('1');
  assert.equal((await panel.posted('answer')).length, 1);
});

test('evidence words of the suggestion are marked, only while it is shown', async () => {
  const words = [
    { from: 4, to: 10, strength: 1 },
    { from: 29, to: 33, strength: 0.3 },
  ];
  const [first] = annotateState().ahead;
  const state = annotateState({ ahead: [{ ...first!, words }, asked('b', 'Another text')] });
  const marked = (): Promise<string[]> =>
    panel.page.evaluate(() =>
      [...CSS.highlights.values()]
        .flatMap((one) => [...one].map((range) => (range as Range).toString()))
        .sort(),
    );
  await open(state);
  assert.deepEqual(await panel.posted('explain'), [{ type: 'explain', shown: true }]);
  assert.deepEqual(await marked(), ['late', 'parcel']);
  await panel.key('s');
  assert.deepEqual(await marked(), [], 'the suggestion is hidden, and they with it');
  await panel.key('s');
  await panel.key('w');
  assert.deepEqual(await marked(), []);
  assert.deepEqual((await panel.posted('explain')).at(-1), { type: 'explain', shown: false });
  await panel.key('w');
  assert.deepEqual(await marked(), ['late', 'parcel']);
  await panel.key('1');
  assert.deepEqual(await marked(), [], 'the next record has none');
});

test('guidelines are shown beside the work, and cannot inject anything', async () => {
  await open();
  assert.equal(await panel.page.getByRole('button', { name: 'Guidelines' }).count(), 0);
  await panel.send({ type: 'guidelines', html: guidelinesHtml });
  await panel.key('g');
  const pane = panel.page.getByRole('region', { name: 'Guidelines' });
  await pane.waitFor();
  await pane.getByText('Money back').waitFor();
  assert.equal(
    await pane.locator('script, img, iframe, style, form, [onclick], [style]').count(),
    0,
  );
  const links = await pane
    .locator('a')
    .evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  assert.deepEqual(links, ['https://example.org/guide', null]);
  await panel.key('1');
  assert.equal((await panel.posted('answer')).length, 1, 'labelling goes on beside them');
  await panel.reload();
  await panel.send({ type: 'state', state: annotateState() });
  await panel.send({ type: 'guidelines', html: guidelinesHtml });
  await pane.waitFor();
  await panel.key('g');
  await pane.waitFor({ state: 'hidden' });
});

test('a key right after Escape goes to the record', async () => {
  await open();
  const both = (key: string): Promise<void> =>
    panel.page.evaluate((pressed) => {
      for (const name of ['Escape', pressed]) {
        const event = { key: name, bubbles: true, cancelable: true };
        document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', event));
      }
    }, key);
  await panel.key('h');
  await answer(foundViews);
  await both('1');
  await panel.key('n');
  await both('2');
  await panel.key('Control+f');
  await both('3');
  assert.deepEqual(
    (await panel.posted('answer')).map(({ recordId }) => recordId),
    ['a', 'b', 'c'],
  );
  assert.deepEqual(await panel.posted('annotate'), []);
});

test('the page reports no errors', async () => {
  await open();
  for (const key of [
    'h',
    'Escape',
    'p',
    'Escape',
    'm',
    'Escape',
    'n',
    'Escape',
    'Control+f',
    'Escape',
  ]) {
    await panel.key(key);
  }
  assert.deepEqual(await panel.posted('failed'), []);
});
