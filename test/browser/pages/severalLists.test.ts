// Sets of labels in lists and menus, in a real browser with the test as the page’s host.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { annotateState } from '../../webview/annotateStates.ts';
import { emotionLabels, foundSets, severalState } from '../../webview/severalStates.ts';
import { answers, open, panel } from './annotatePanel.ts';

const all = emotionLabels.map(({ name }) => name);

describe('sets of labels in lists and menus', () => {
  const many = severalState({ labels: emotionLabels });
  const menu = () => panel.page.getByRole('dialog', { name: 'Change the answer' });

  test('recent answers name their labels, and the menu changes the set', async () => {
    await open(many, { width: 1400 });
    const rows = panel.page.locator('.recent .answer .name');
    assert.deepEqual(
      (await rows.allTextContents()).map((row) => row.trim()),
      [
        'gratitude, relief',
        'annoyance',
        'none of these',
        'skipped',
        'amusement, excitement, joy, surprise',
        'sadness, disappointment + 2 unknown',
      ],
    );
    await panel.page.locator('.recent .answer').nth(1).click();
    const checked = menu().getByRole('menuitemcheckbox', { checked: true });
    assert.deepEqual(await checked.locator('.name').allInnerTexts(), ['annoyance']);
    await panel.key('1');
    await panel.key('ArrowDown');
    await panel.key('Space');
    assert.equal(await checked.count(), 3);
    await panel.key('Enter');
    await menu().waitFor({ state: 'hidden' });
    assert.deepEqual(await panel.posted('change'), [
      {
        type: 'change',
        recordId: 't1',
        answer: { kind: 'labels', yes: ['admiration', 'annoyance', 'approval'], of: all },
        shown: 99,
      },
    ]);
  });

  test('the menu also asks before it saves none, and can judge a single label', async () => {
    await open(many, { width: 1400 });
    await panel.page.locator('.recent .answer').nth(1).click();
    await panel.key('4');
    await panel.key('Enter');
    await menu().getByText('None of these labels?').waitFor();
    assert.deepEqual(await panel.posted('change'), []);
    await panel.painted();
    await panel.key('Enter');
    assert.deepEqual((await panel.posted('change')).at(-1)?.answer, {
      kind: 'labels',
      yes: [],
      of: all,
    });
    await panel.page.locator('.recent .answer').nth(1).click();
    await menu().getByRole('button', { name: 'No to annoyance' }).click();
    assert.deepEqual((await panel.posted('change')).at(-1)?.answer, {
      kind: 'labels',
      yes: [],
      of: all,
      judged: ['annoyance'],
    });
    assert.deepEqual(await answers(), []);
  });

  test('several found records get one set, or one judgement of a label', async () => {
    await open(many);
    await panel.key('h');
    const { findId } = (await panel.posted('find')).at(-1)!;
    await panel.send({ type: 'found', findId, total: foundSets.length, annotators: [] });
    await panel.send({ type: 'rows', findId, from: 0, rows: foundSets });
    const row = panel.page.locator('.records .row .name');
    assert.equal(await row.nth(0).textContent(), 'gratitude, relief');
    assert.equal(await row.nth(2).innerText(), 'none of these');
    for (const key of ['Space', 'ArrowDown', 'Space']) await panel.key(key);
    await panel.key('2');
    await menu().waitFor();
    assert.deepEqual(await panel.posted('annotate'), [], 'a label key opens the labels');
    await panel.key('j');
    await panel.key('Enter');
    assert.deepEqual(await panel.posted('annotate'), [
      {
        type: 'annotate',
        recordIds: ['t0', 't1'],
        answer: { kind: 'labels', yes: ['amusement', 'joy'], of: all },
      },
    ]);
    for (const key of ['Space', 'ArrowDown', 'Space', 'Enter']) await panel.key(key);
    await menu().waitFor();
    assert.equal(await menu().getByRole('menuitemcheckbox', { checked: true }).count(), 0);
    await panel.key('ArrowDown');
    await menu().getByRole('button', { name: 'Yes to amusement' }).click();
    assert.deepEqual((await panel.posted('annotate')).at(-1), {
      type: 'annotate',
      recordIds: ['t1', 't2'],
      answer: { kind: 'labels', yes: ['amusement'], of: all, judged: ['amusement'] },
    });
    assert.deepEqual(await answers(), [], 'nothing reaches the record behind');
  });

  test('history and search find records by label and by “none of these”', async () => {
    await open(many);
    for (const [key, kind] of [
      ['h', 'history'],
      ['p', 'pool'],
    ] as const) {
      await panel.key(key);
      const answer = panel.page.getByRole('combobox', { name: 'Answers' });
      await answer.selectOption('none of these');
      const query = async () => (await panel.posted('find')).at(-1)!.query;
      assert.deepEqual(await query(), { kind, answer: { kind: 'noLabel' } });
      await answer.selectOption('joy');
      assert.deepEqual(await query(), { kind, answer: { kind: 'label', label: 'joy' } });
      await panel.key('Escape');
    }
    await panel.close();
    await open(annotateState());
    await panel.key('h');
    assert.equal(await panel.page.getByRole('option', { name: 'none of these' }).count(), 0);
  });
});
