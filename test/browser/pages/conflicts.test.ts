// Conflicting answers decided by keys, in a real browser with the test as the page’s host.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conflictingSets, conflictState } from '../../webview/conflictStates.ts';
import { themeNames } from '../../webview/themes.ts';
import { answers, open, panel, said } from './annotatePanel.ts';

describe('answers that differ', () => {
  const candidates = () => panel.page.locator('.candidate');

  test('each has a key that chooses it, and label keys do nothing and say so', async () => {
    const state = conflictState();
    const [first, second] = state.labels;
    await open(state);
    assert.equal(await candidates().count(), 3);
    assert.ok(await panel.page.locator('.answers').isHidden());
    assert.match(await candidates().nth(1).innerText(), /ada · 1 May, 09:30 · colleague-export/);
    for (const key of ['4', 'Enter', 'Shift+Enter', '/']) {
      await panel.key(key);
      assert.match(await said().innerText(), /^Keys 1–9 choose one of the answers here/, key);
    }
    assert.deepEqual(await answers(), []);
    await panel.key('2');
    await panel.key('3');
    await candidates().first().click();
    assert.deepEqual(await answers(), [
      { kind: 'label', label: second!.name },
      { kind: 'skip' },
      { kind: 'label', label: first!.name },
    ]);
  });

  test('0 shows the labels, whose keys then answer; Escape shows the answers again', async () => {
    const state = conflictState();
    await open(state);
    await panel.key('0');
    assert.ok(await panel.page.locator('.answers').isVisible());
    assert.equal(await panel.page.locator('.deciding').isVisible(), false);
    await panel.key('Escape');
    assert.ok(await candidates().first().isVisible());
    await panel.page.getByRole('button', { name: 'Give a New Answer' }).click();
    await panel.page.getByRole('button', { name: 'Show the Answers' }).click();
    assert.ok(await candidates().first().isVisible());
    await panel.key('0');
    await panel.key('3');
    assert.deepEqual(await answers(), [{ kind: 'label', label: state.labels[2]!.name }]);
    assert.ok(await candidates().first().isVisible(), 'the next record has its own answers');
  });

  test('Space leaves a record for later and writes nothing, with labels on screen too', async () => {
    await open(conflictState());
    const [first, second] = conflictState().ahead.map(({ recordId }) => recordId);
    await panel.page.getByRole('button', { name: 'Later' }).waitFor();
    await panel.key('Space');
    await panel.key('0');
    await panel.key('Space');
    assert.deepEqual(await panel.posted('defer'), [
      { type: 'defer', recordId: first },
      { type: 'defer', recordId: second },
    ]);
    assert.deepEqual(await answers(), []);
  });

  test('a set is accepted as it was judged, or a new one is made from the current one', async () => {
    await open(conflictingSets());
    await panel.key('2');
    await panel.key('0');
    await panel.key('1');
    await panel.key('Enter');
    const of = conflictingSets().labels.map(({ name }) => name);
    assert.deepEqual(await answers(), [
      { kind: 'labels', yes: ['joy', 'surprise'], of: ['joy', 'surprise', 'anger'] },
      { kind: 'labels', yes: ['anger', 'joy'], of },
    ]);
  });

  test('the list of keys names what each key takes', async () => {
    await open(conflictState());
    await panel.key('?');
    const keys = panel.page.locator('dialog.keys');
    await keys.getByText('Take “skipped”').waitFor();
    await keys.getByText('Give a New Answer').waitFor();
    await keys.getByText('Leave it for later').waitFor();
  });

  test('a blind record shows its labels, and Space leaves it', async () => {
    const state = conflictState();
    const ahead = state.ahead.map(({ candidates: _, answered: _one, ...one }) => ({
      ...one,
      blind: 'Hold-out: the answers that differ are hidden until you have given your own.',
    }));
    await open({ ...state, ahead });
    assert.ok(await panel.page.locator('.answers').isVisible());
    assert.equal(await panel.page.locator('.deciding').isVisible(), false);
    await panel.key('Space');
    assert.equal((await panel.posted('defer')).length, 1);
  });

  for (const theme of themeNames) {
    test(`pictures, ${theme}: no violations, nothing wider than the panel`, async () => {
      for (const width of [600, 1400]) {
        for (const [name, state] of [
          ['labels', conflictState()],
          ['sets', conflictingSets()],
        ] as const) {
          await open(state, { theme, width, reducedMotion: true });
          for (const shown of [name, `${name}-new-answer`]) {
            await panel.screenshot(`conflicts-${shown}-${theme}-${width}`);
            assert.deepEqual(await panel.violations(), [], shown);
            const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth);
            assert.ok(wide <= width, `${shown} is ${wide} wide`);
            await panel.key('0');
          }
          await panel.close();
        }
      }
    });
  }
});
