// A pass over one of several labels, in a real browser with the test as the page’s host.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AnnotateState } from '../../../src/protocol/annotate.ts';
import { emotionLabels, passState, queueOf } from '../../webview/severalStates.ts';
import { answers, open, panel, said, text } from './annotatePanel.ts';

const all = emotionLabels.map(({ name }) => name);

describe('a pass over one label', () => {
  test('a pass of 200 records in 200 keys judges only its label', async () => {
    const ahead = queueOf(200, { judged: { yes: ['surprise'], no: ['anger'] } });
    const state = (from: number): AnnotateState =>
      passState({
        ahead: ahead.slice(from, from + 8),
        recent: [],
        pass: { label: 'joy', left: 200 - from },
      });
    await open(state(0));
    for (let i = 0; i < 200; i++) {
      await panel.key(i % 3 === 0 ? '1' : '2');
      const { answerId } = (await panel.posted('answer')).at(-1)!;
      await panel.send({ type: 'ack', answerId });
      await panel.send({ type: 'state', state: state(i + 1) });
    }
    const posted = await panel.posted('answer');
    assert.equal(posted.length, 200);
    posted.forEach(({ recordId, answer }, i) => {
      assert.equal(recordId, `q${i}`);
      const yes = i % 3 === 0 ? ['joy'] : [];
      assert.deepEqual(answer, { kind: 'labels', yes, of: all, judged: ['joy'] });
    });
    for (const type of ['change', 'annotate', 'defer', 'failed'] as const) {
      assert.deepEqual(await panel.posted(type), [], type);
    }
  });

  test('a pass shows one label, two buttons and what is left; other keys do nothing and say so', async () => {
    await open(passState());
    const pass = panel.page.getByRole('group', { name: 'Does this label apply? joy' });
    await pass.getByText('A feeling of pleasure and happiness').waitFor();
    await panel.page.locator('.status').getByText('132 left').waitFor();
    assert.ok(await panel.page.locator('.answers').isHidden());
    for (const key of ['j', '5', 'Enter', 'Shift+Enter', '/']) {
      await panel.key(key);
      assert.match(await said().innerText(), /^This pass asks about one label only/, key);
      await panel.key('Escape');
    }
    assert.deepEqual(await answers(), []);
    await pass.getByRole('button', { name: 'No' }).click();
    await pass.getByRole('button', { name: 'Yes' }).click();
    assert.deepEqual(
      (await answers()).map((answer) => answer.kind === 'labels' && answer.yes),
      [[], ['joy']],
    );
    await panel.page.getByRole('button', { name: 'Back to the queue' }).click();
    assert.deepEqual(await panel.posted('revisit'), [{ type: 'revisit' }]);
  });

  test('in a pass Space leaves the record for later and writes nothing', async () => {
    await open(passState());
    await panel.page.getByRole('button', { name: 'Later' }).waitFor();
    await panel.key('Space');
    assert.deepEqual(await panel.posted('defer'), [{ type: 'defer', recordId: 's0' }]);
    assert.match(await text(), /^Nobody told me/);
    assert.deepEqual(await answers(), []);
    await panel.send({ type: 'act', action: { kind: 'label', index: 0 } });
    assert.equal((await answers()).length, 1, 'a command bound to the first label is its digit');
  });

  test('a change in a pass judges only its label', async () => {
    await open(passState());
    await panel.key('ArrowLeft');
    await panel.key('2');
    assert.deepEqual(await panel.posted('change'), []);
    await panel.key('Enter');
    await panel.key('1');
    const [change] = await panel.posted('change');
    assert.deepEqual(change?.answer, { kind: 'labels', yes: ['joy'], of: all, judged: ['joy'] });
  });
});
