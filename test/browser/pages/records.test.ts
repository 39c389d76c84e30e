// History, search, neighbours, notes, guidelines and words, in a real browser with the test as its host.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type {
  AnnotateHostMessage,
  AnnotatePageMessage,
  FoundView,
} from '../../../src/protocol/annotate.ts';
import {
  annotateState,
  asked,
  foundViews,
  guidelinesHtml,
  longText,
} from '../../webview/annotateStates.ts';
import { openPages } from '../../webview/pageHarness.ts';
import type { PageOptions, Pages, ShownPage } from '../../webview/pageHarness.ts';

let pages: Pages;
let panel: ShownPage<AnnotateHostMessage, AnnotatePageMessage>;

before(async () => {
  pages = await openPages();
});
afterEach(() => panel?.close());
after(() => pages?.close());

async function open(state = annotateState(), options?: PageOptions): Promise<void> {
  panel = await pages.annotate(options);
  await panel.send({ type: 'state', state });
}

/** Answers the latest search like the host. */
async function answer(all: readonly FoundView[], remark?: string): Promise<void> {
  const { findId } = (await panel.posted('find')).at(-1)!;
  const found = { type: 'found', findId, total: all.length, annotators: ['ada', 'bob'] } as const;
  await panel.send({ ...found, ...(remark ? { remark } : {}) });
  await answerRows(all);
}

async function answerRows(all: readonly FoundView[]): Promise<void> {
  const { findId, from, count } = (await panel.posted('rows')).at(-1)!;
  await panel.send({ type: 'rows', findId, from, rows: all.slice(from, from + count) });
}

const dialog = (name: string) => panel.page.getByRole('dialog', { name });
const lastQuery = async () => (await panel.posted('find')).at(-1)!.query;

test('H lists every answer, and renders only visible rows', async () => {
  await open();
  await panel.key('h');
  await dialog('History').waitFor();
  assert.deepEqual(await lastQuery(), { kind: 'history' });
  const many = Array.from({ length: 20_000 }, (_, i) => ({
    ...foundViews[0]!,
    recordId: `m${i}`,
    text: `text ${i}`,
  }));
  await answer(many);
  await panel.page.getByText('20,000 records').waitFor();
  const drawn = await panel.page.locator('.records .row').count();
  assert.ok(drawn > 5 && drawn < 40, `${drawn} rows`);
  await panel.key('End');
  await answerRows(many);
  assert.match(await panel.page.locator('.row.active').innerText(), /text 19999/);
  assert.ok((await panel.page.locator('.records .row').count()) < 40);
  await panel.key('Escape');
  await dialog('History').waitFor({ state: 'hidden' });
  await panel.key('1');
  assert.equal((await panel.posted('answer')).length, 1, 'keys are the record’s again');
});

test('the history can be filtered by each criterion', async () => {
  await open();
  await panel.key('h');
  await answer(foundViews);
  await panel.page.getByRole('combobox', { name: 'Answers' }).selectOption('Refund');
  await panel.page.getByLabel('Anyone').selectOption('bob');
  await panel.page.getByLabel('Any round').selectOption('round 4');
  for (const name of ['Flagged', 'With a note', 'The model disagrees']) {
    await panel.page.getByLabel(name).check();
  }
  assert.deepEqual(await lastQuery(), {
    kind: 'history',
    answer: { kind: 'label', label: 'Refund' },
    annotator: 'bob',
    round: 4,
    flagged: true,
    noted: true,
    disagrees: true,
  });
  await panel.page.getByPlaceholder('Words, "phrases", -not this').fill('kettle');
  await panel.page.waitForFunction(() =>
    (sessionStorage.getItem('posted') ?? '').includes('kettle'),
  );
});

test('an answer is changed in place, and the cursor moves on', async () => {
  await open();
  await panel.key('h');
  await answer(foundViews);
  await panel.key('ArrowDown');
  await panel.key('2');
  assert.deepEqual(await panel.posted('annotate'), [
    { type: 'annotate', recordIds: ['f1'], answer: { kind: 'label', label: 'Delivery' } },
  ]);
  assert.match(await panel.page.locator('.row.active').innerText(), /asdf/);
  await panel.key('Enter');
  await panel.page.getByRole('menu').waitFor();
  await panel.key('3');
  assert.deepEqual((await panel.posted('annotate')).at(-1), {
    type: 'annotate',
    recordIds: ['f2'],
    answer: { kind: 'label', label: 'Billing' },
  });
  await panel.key('Backspace');
  assert.equal((await panel.posted('undo')).length, 1);
  await panel.page.locator('.records .source').click();
  assert.equal((await panel.posted('goToSource')).length, 1);
  assert.deepEqual(await panel.posted('answer'), [], 'nothing reaches the record behind');
});

test('D11 Ask Again withdraws the answer at the cursor, or the selected ones', async () => {
  await open();
  await panel.key('h');
  await answer(foundViews);
  const again = panel.page.getByRole('button', { name: 'Ask Again' });
  await again.click();
  const clear = { kind: 'clear' };
  assert.deepEqual(await panel.posted('annotate'), [
    { type: 'annotate', recordIds: ['f0'], answer: clear },
  ]);
  await panel.key('Space');
  await panel.key('ArrowDown');
  await panel.key('Space');
  await again.click();
  assert.deepEqual((await panel.posted('annotate')).at(-1), {
    type: 'annotate',
    recordIds: ['f0', 'f1'],
    answer: clear,
  });
  await panel.key('End');
  await again.waitFor({ state: 'hidden' });
  await panel.key('Home');
  await again.waitFor();
  await panel.key('Escape');
  await panel.key('p');
  await answer(foundViews);
  assert.equal(await again.isVisible(), false, 'what is found may have no answer');
});

test('a new state updates the open list', async () => {
  await open();
  await panel.key('h');
  await answer(foundViews);
  await panel.send({ type: 'state', state: annotateState() });
  await answerRows(foundViews.map((row) => ({ ...row, label: 'Other', kind: 'label' as const })));
  assert.match(await panel.page.locator('.row').first().innerText(), /^Other/);
});

test('M shows neighbours; several are labelled at once', async () => {
  await open();
  await panel.key('m');
  await dialog('More Like This').waitFor();
  assert.deepEqual(await lastQuery(), { kind: 'similar', recordId: 'a' });
  await answer(
    foundViews.map((row, i) => ({ ...row, similarity: 0.98 - i / 50 })),
    'Only some.',
  );
  await panel.page.getByText('Only some.').waitFor();
  await panel.key('Space');
  await panel.key('ArrowDown');
  await panel.key('ArrowDown');
  await panel.key('Space');
  await panel.page.getByText('2 chosen').waitFor();
  await panel.key('1');
  assert.deepEqual(await panel.posted('annotate'), [
    { type: 'annotate', recordIds: ['f0', 'f2'], answer: { kind: 'label', label: 'Refund' } },
  ]);
  await panel.key('Home');
  await panel.key('Shift+ArrowDown');
  await panel.key('Shift+ArrowDown');
  await panel.page.getByText('3 chosen').waitFor();
  await panel.key('Control+a');
  await panel.page.getByText(`${foundViews.length} chosen`).waitFor();
});

test('P searches the pool by words, expression, answer and prediction', async () => {
  await open();
  await panel.key('p');
  await dialog('Search').waitFor();
  await panel.page.keyboard.type('fee');
  await panel.page.waitForFunction(() =>
    (sessionStorage.getItem('posted') ?? '').includes('"fee"'),
  );
  await panel.page.getByLabel('Regular expression').check();
  await panel.page.getByRole('combobox', { name: 'Answers' }).selectOption('unanswered');
  await panel.page.getByLabel('Prediction', { exact: true }).selectOption('Prediction: Billing');
  await panel.page.getByLabel('Probability from, in per cent').fill('70');
  await panel.page.waitForFunction(() => (sessionStorage.getItem('posted') ?? '').includes('0.7'));
  assert.deepEqual(await lastQuery(), {
    kind: 'pool',
    answer: { kind: 'none' },
    text: { kind: 'regex', pattern: 'fee' },
    predicted: { label: 'Billing', low: 0.7, high: 1 },
  });
  await panel.page.keyboard.type('1');
  assert.deepEqual(await panel.posted('annotate'), [], 'what is typed answers nothing');
});

test('records like a label are searched by its description', async () => {
  await open();
  await panel.send({ type: 'act', action: { kind: 'like', label: 'Billing' } });
  await dialog('Search').waitFor();
  assert.deepEqual(await lastQuery(), {
    kind: 'pool',
    answer: { kind: 'none' },
    described: 'Billing',
  });
  await answer(foundViews.map((row, i) => ({ ...row, similarity: 0.7 - i / 50 })));
  const described = panel.page.getByRole('combobox', { name: 'Like the description of' });
  await described.selectOption('Like the description of: Refund');
  assert.deepEqual(await lastQuery(), {
    kind: 'pool',
    answer: { kind: 'none' },
    described: 'Refund',
  });
  await panel.page.getByLabel('Like this text').check();
  // Records cannot be ranked by two examples at once.
  assert.deepEqual(await lastQuery(), { kind: 'pool', answer: { kind: 'none' } });
  await panel.screenshot('records-like-a-label');
});

test('records like a text are searched, and the results are asked next', async () => {
  await open();
  await panel.send({ type: 'act', action: { kind: 'like', text: 'money back' } });
  await dialog('Search').waitFor();
  assert.deepEqual(await lastQuery(), {
    kind: 'pool',
    answer: { kind: 'none' },
    text: { kind: 'like', pattern: 'money back' },
  });
  await answer(foundViews.map((row, i) => ({ ...row, similarity: 0.7 - i / 50 })));
  await panel.page.getByText('.70').first().waitFor();
  const next = panel.page.getByRole('button', { name: 'Ask These Next' });
  const { findId } = (await panel.posted('find')).at(-1)!;
  await next.click();
  assert.deepEqual(await panel.posted('askNext'), [{ type: 'askNext', findId }]);
  await dialog('Search').waitFor({ state: 'hidden' });

  await panel.key('m');
  await answer(foundViews);
  await panel.key('Space');
  await panel.page.getByRole('button', { name: 'Ask the Chosen Next' }).click();
  const [, chosen] = await panel.posted('askNext');
  assert.deepEqual(chosen?.recordIds, ['f0']);
  await panel.key('h');
  await answer(foundViews);
  assert.equal(await panel.page.getByRole('button', { name: /Next$/ }).count(), 0);
  await panel.key('Escape');

  await panel.key('p');
  await panel.page.getByLabel('Regular expression').check();
  assert.equal(await panel.page.getByLabel('Like this text').isChecked(), false);
});

test('skipped records are reviewed from the history, until ended', async () => {
  await open();
  await panel.key('h');
  await answer(foundViews);
  const again = panel.page.getByRole('button', { name: 'Review Skipped Records' });
  assert.equal(await again.isVisible(), false);
  await panel.page.getByRole('combobox', { name: 'Answers' }).selectOption('skipped');
  await answer(foundViews.filter(({ kind }) => kind === 'skip'));
  await again.click();
  assert.deepEqual(await panel.posted('revisit'), [{ type: 'revisit', what: 'skipped' }]);
  await panel.send({
    type: 'state',
    state: annotateState({
      ahead: [asked('f2', 'asdf', { revisited: true })],
      revisiting: 'Reviewing skipped records: 1 left',
    }),
  });
  await panel.page.getByRole('button', { name: 'Leave as It Is' }).waitFor();
  await panel.page.getByText('Reviewing skipped records: 1 left').waitFor();
  await panel.page.getByRole('button', { name: 'Back to the queue' }).click();
  assert.deepEqual((await panel.posted('revisit')).at(-1), { type: 'revisit' });
});

test('C10 suspicious answers are checked from the history, by keyboard', async () => {
  await open();
  await panel.key('h');
  await answer(foundViews);
  const check = panel.page.getByRole('button', { name: 'Check 20 Suspects' });
  const focused = (): Promise<boolean> =>
    check.evaluate((element) => element === document.activeElement);
  for (let i = 0; i < 20 && !(await focused()); i++) await panel.page.keyboard.press('Tab');
  assert.ok(await focused());
  await panel.page.keyboard.press('Enter');
  assert.deepEqual(await panel.posted('command'), [{ type: 'command', command: 'checkSuspects' }]);
  assert.equal(await panel.page.getByRole('dialog').isVisible(), false);
});

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
