// A pass over answered records asks for one label: 1 is yes, 2 is no.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyAction } from '../../../webview/annotate/pad/padOf.ts';
import { Desk } from '../../webview/desk.ts';
import { pressed } from '../../webview/presses.ts';
import { passState } from '../../webview/severalStates.ts';

test('in a pass 1 and 2 judge its label only, whatever other labels have these keys', () => {
  const desk = Desk.at(passState());
  for (const key of ['1', '2']) desk.session.act(keyAction(pressed(key), passState())!);
  const { labels } = passState();
  const of = labels.map(({ name }) => name);
  assert.deepEqual(desk.answers, [
    { kind: 'labels', yes: ['joy'], of, judged: ['joy'] },
    { kind: 'labels', yes: [], of, judged: ['joy'] },
  ]);
  assert.deepEqual(
    desk.session.view?.recent.slice(0, 2).map((row) => row.labels),
    [
      { yes: ['surprise'], no: 27, unknown: 0 },
      { yes: ['joy', 'surprise'], no: 26, unknown: 0 },
    ],
  );
  const custom = passState({ labels: labels.map(({ key: _, ...label }) => label) });
  assert.deepEqual(keyAction(pressed('1'), custom), { kind: 'judge', yes: true });
});

test('actions that a pass does not have are explained', () => {
  const desk = Desk.at(passState());
  for (const action of [
    { kind: 'label', index: 4 },
    { kind: 'enter' },
    { kind: 'accept' },
  ] as const) {
    assert.equal(desk.session.act(action).remark, 'inPass');
  }
  assert.deepEqual(desk.posted, []);
  // The command of the first label acts like the key 1.
  desk.label(0);
  assert.equal(desk.answers.length, 1);
});

test('the remaining count of a pass takes each answer into account once, on the page or in the host', () => {
  const desk = Desk.at(passState({ pass: { label: 'joy', left: 9 } }));
  const left = (): number | undefined => desk.session.view?.pad.left;
  assert.equal(left(), 9);
  desk.session.act({ kind: 'judge', yes: true });
  assert.equal(left(), 8);
  const ahead = passState().ahead.slice(1);
  desk.session.receive({
    type: 'state',
    state: passState({ ahead, pass: { label: 'joy', left: 8 } }),
  });
  assert.equal(left(), 8);
  desk.ack('id1');
  assert.equal(left(), 8);
});

test('Space leaves a record for the end of the pass, and writes nothing', () => {
  const desk = Desk.at(passState());
  desk.session.act({ kind: 'skip' });
  assert.deepEqual(desk.posted, [{ type: 'defer', recordId: 's0' }]);
  assert.equal(desk.onScreen, 's1');
  desk.session.receive({ type: 'state', state: passState() });
  assert.equal(desk.onScreen, 's1', 'a state from before it');
  const [first, ...rest] = passState().ahead;
  desk.session.receive({ type: 'state', state: passState({ ahead: [...rest, first!] }) });
  for (const next of ['s2', 's3', 's0']) {
    desk.session.act({ kind: 'judge', yes: false });
    desk.posted.forEach((message) => message.type === 'answer' && desk.ack(message.answerId));
    assert.equal(desk.onScreen, next);
  }
  assert.equal(desk.session.act({ kind: 'skip' }).remark, 'lastOfPass');
  assert.equal(desk.onScreen, 's0');
});

test('records that are left twice come back in turn', () => {
  const desk = Desk.at(passState({ ahead: passState().ahead.slice(0, 2) }));
  const seen = [0, 1, 2, 3].map(() => {
    desk.session.act({ kind: 'skip' });
    return desk.onScreen;
  });
  assert.deepEqual(seen, ['s1', 's0', 's1', 's0']);
});
