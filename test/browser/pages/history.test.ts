// The history: every answer, filtered, changed in place, withdrawn and reviewed; in a real browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { annotateState, asked, foundViews } from '../../webview/annotateStates.ts';
import { open, panel } from './annotatePanel.ts';
import { answer, answerRows, dialog, lastQuery } from './foundRecords.ts';

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
