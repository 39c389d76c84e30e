// Records found by words, by a label, by a text and by likeness to the record; in a real browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foundViews } from '../../webview/annotateStates.ts';
import { open, panel } from './annotatePanel.ts';
import { answer, dialog, lastQuery } from './foundRecords.ts';

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
