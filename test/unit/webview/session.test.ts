import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnnotateSession } from '../../../webview/annotate/session.ts';
import { annotateState, asked, pageStrings } from '../../webview/annotateStates.ts';
import { Desk } from '../../webview/desk.ts';

test('a label shows the next record at once and is shown as saving', () => {
  const desk = Desk.asking();
  desk.now = 1234;
  desk.label(1);
  assert.equal(desk.onScreen, 'b');
  assert.deepEqual(desk.recent, ['a…']);
  assert.deepEqual(desk.posted, [
    {
      type: 'answer',
      answerId: 'id1',
      recordId: 'a',
      answer: { kind: 'label', label: 'Delivery' },
      elapsedMs: 1234,
    },
  ]);
});

test('the answer is stored before it is sent', () => {
  const order: string[] = [];
  const session = new AnnotateSession(
    {
      post: ({ type }) => order.push(type),
      keep: () => order.push('keep'),
      now: () => 0,
      newId: () => 'id',
      later: () => undefined,
    },
    undefined,
    () => undefined,
  );
  session.receive({ type: 'strings', strings: pageStrings });
  session.receive({ type: 'state', state: annotateState() });
  order.length = 0;
  session.act({ kind: 'skip' });
  assert.deepEqual(order, ['keep', 'answer']);
});

test('a stale state does not bring back an answered record', () => {
  const desk = Desk.asking();
  desk.label(0);
  desk.state('abcd');
  assert.equal(desk.onScreen, 'b', 'unsaved');
  desk.ack('id1');
  assert.equal(desk.onScreen, 'b', 'saved, but the last state still asks it');
  desk.state('bcde');
  assert.equal(desk.onScreen, 'b');
  desk.state('abcd');
  assert.equal(desk.onScreen, 'a', 'after an undo the host asks it again');
});

test('a new state never swaps the record on screen', () => {
  const desk = Desk.asking('ab');
  desk.state('abcdef', { progress: { ...annotateState().progress, round: 13 } });
  assert.equal(desk.onScreen, 'a');
  desk.label(0);
  desk.state('bxyz');
  assert.equal(desk.onScreen, 'b');
});

test('at three unsaved answers the session holds and says so', () => {
  const desk = Desk.asking('abcde');
  desk.label(0);
  desk.label(0);
  assert.equal(desk.session.view?.hold, undefined);
  desk.label(0);
  assert.equal(desk.session.view?.hold, 'saving');
  desk.label(0);
  assert.equal(desk.sent('answer').length, 3);
  assert.equal(desk.onScreen, 'd');
  desk.ack('id1');
  desk.label(0);
  assert.equal(desk.sent('answer').length, 4);
});

test('a refusal returns to the first unsaved record and says why', () => {
  const desk = Desk.asking();
  desk.label(0);
  desk.label(0);
  desk.refuse('id1');
  assert.equal(desk.onScreen, 'a');
  assert.equal(desk.session.view?.refusal, 'The disk is full.');
  assert.deepEqual(desk.recent, ['b…'], 'the other answer stands');
  desk.refuse('id2');
  assert.equal(desk.onScreen, 'a');
  desk.label(1);
  assert.equal(desk.session.view?.refusal, undefined);
  assert.equal(desk.onScreen, 'b');
});

test('unsaved answers survive a reload and are resent once, under their ids', () => {
  const before = Desk.asking();
  before.label(0);
  before.session.act({ kind: 'skip' });
  const after = new Desk(before.kept);
  assert.deepEqual(after.posted, []);
  after.state('abcd');
  assert.deepEqual(after.posted, before.posted);
  assert.equal(after.onScreen, 'c');
  after.state('abcd');
  assert.equal(after.posted.length, 2);
  after.ack('id1');
  after.ack('id2');
  after.state('cd');
  assert.deepEqual(after.kept, {
    unsaved: [],
    suggestion: undefined,
    words: true,
    guidelines: false,
  });
});

test('stored state of another shape is ignored', () => {
  for (const kept of [null, 7, 'x', [], { unsaved: 3 }, { unsaved: [null, { answerId: 1 }] }]) {
    const desk = new Desk(kept);
    desk.state('ab');
    assert.equal(desk.onScreen, 'a');
    assert.deepEqual(desk.posted, []);
  }
});

test('undo waits until everything is saved', () => {
  const desk = Desk.asking();
  desk.label(0);
  desk.session.act({ kind: 'undo' });
  assert.deepEqual(desk.sent('undo'), []);
  desk.label(0);
  assert.equal(desk.sent('answer').length, 1, 'the record of the undo is to be judged first');
  desk.ack('id1');
  assert.equal(desk.sent('undo').length, 1);
  desk.label(0);
  assert.equal(desk.sent('answer').length, 1, 'its effect has not come yet');
  desk.state('abcd');
  assert.equal(desk.onScreen, 'a');
  desk.label(2);
  assert.equal(desk.sent('answer').length, 2);
});

test('undoing a refused answer has nothing to revert', () => {
  const desk = Desk.asking();
  desk.label(0);
  desk.session.act({ kind: 'undo' });
  desk.refuse('id1');
  assert.deepEqual(desk.sent('undo'), []);
  assert.equal(desk.session.view?.hold, undefined);
});

test('an undo without effect does not block answers forever', () => {
  const desk = Desk.asking();
  desk.session.act({ kind: 'undo' });
  assert.equal(desk.session.view?.hold, 'undoing');
  desk.timers.forEach((run) => run());
  assert.equal(desk.session.view?.hold, undefined);
});

test('undo and redo do nothing if unavailable', () => {
  const desk = new Desk();
  desk.state('ab', { canUndo: false, canRedo: false });
  desk.session.act({ kind: 'undo' });
  desk.session.act({ kind: 'redo' });
  assert.deepEqual(desk.posted, []);
});

test('a flag leaves the record on screen', () => {
  const desk = Desk.asking();
  desk.session.act({ kind: 'flag' });
  assert.equal(desk.onScreen, 'a');
  assert.equal(desk.session.view?.record?.flagged, true);
  desk.session.act({ kind: 'flag' });
  assert.equal(desk.session.view?.record?.flagged, false);
  assert.deepEqual(
    desk.posted.map((message) => message.type === 'answer' && message.answer),
    [
      { kind: 'flag', flagged: true },
      { kind: 'flag', flagged: false },
    ],
  );
});

test('browsing back is read-only until a change is requested', () => {
  const desk = new Desk();
  desk.state('ab', { recent: annotateState().recent });
  desk.session.act({ kind: 'look', step: -1 });
  desk.session.act({ kind: 'look', step: -1 });
  assert.equal(desk.session.view?.looking?.row.recordId, 'r1');
  desk.label(3);
  assert.deepEqual(desk.posted, []);
  desk.session.act({ kind: 'change' });
  desk.label(3);
  assert.deepEqual(desk.posted, [
    { type: 'change', recordId: 'r1', answer: { kind: 'label', label: 'Other' } },
  ]);
  assert.equal(desk.session.view?.looking?.changing, false);
  desk.session.act({ kind: 'look', step: 1 });
  desk.session.act({ kind: 'look', step: 1 });
  assert.equal(desk.session.view?.looking, undefined);
  assert.equal(desk.session.act({ kind: 'look', step: 1 }).handled, false);
});

test('browsing back stays at its record when newer answers arrive', () => {
  const desk = new Desk();
  const { recent } = annotateState();
  desk.state('ab', { recent });
  desk.session.act({ kind: 'look', step: -1 });
  desk.state('ab', { recent: [{ ...recent[0]!, recordId: 'new' }, ...recent] });
  assert.equal(desk.session.view?.looking?.row.recordId, 'r0');
  assert.equal(desk.session.view?.looking?.position, 2);
});

test('only time while the record is visible counts', () => {
  const desk = Desk.asking();
  desk.now = 100;
  desk.session.setVisible(false);
  desk.now = 5000;
  desk.session.setVisible(true);
  desk.now = 5200;
  desk.label(0);
  desk.now = 5300;
  desk.label(0);
  assert.deepEqual(
    desk.posted.map((message) => message.type === 'answer' && message.elapsedMs),
    [300, 100],
  );
});

test('the suggestion stays hidden on the page until the setting changes', () => {
  const desk = Desk.asking();
  desk.session.act({ kind: 'toggleSuggestion' });
  desk.state('abcd');
  assert.equal(desk.session.view?.suggestionShown, false);
  desk.state('abcd', { showSuggestion: false });
  desk.state('abcd', { showSuggestion: true });
  assert.equal(desk.session.view?.suggestionShown, true);
});

test('no record is asked while the pool opens or has failed', () => {
  const desk = new Desk();
  desk.state('ab', { phase: { kind: 'failed', message: 'The pool is gone.' } });
  desk.label(0);
  assert.equal(desk.onScreen, undefined);
  assert.deepEqual(desk.posted, []);
});

test('an action sent by the host acts like one of the page', () => {
  const desk = Desk.asking();
  desk.session.receive({ type: 'act', action: { kind: 'label', index: 0 } });
  assert.equal(desk.sent('answer').length, 1);
});

test('D7 Enter accepts the suggestion, and the answer records it', () => {
  const desk = Desk.asking();
  desk.session.act({ kind: 'enter' });
  desk.session.act({ kind: 'accept' });
  const accepted = { kind: 'label', label: 'Refund', accepted: true };
  assert.deepEqual(
    desk.posted.flatMap((message) => (message.type === 'answer' ? [message.answer] : [])),
    [accepted, accepted],
  );
  assert.equal(desk.onScreen, 'c');
});

test('D7 nothing can be accepted for a blind record or a hidden suggestion', () => {
  const desk = new Desk();
  const blind = asked('a', 'text', { suggestion: undefined });
  const state = annotateState({ ahead: [blind, asked('b', 'text b')], recent: [] });
  desk.session.receive({ type: 'state', state });
  assert.equal(desk.session.act({ kind: 'enter' }).given, undefined);
  desk.label(0);
  desk.session.act({ kind: 'toggleSuggestion' });
  assert.equal(desk.session.act({ kind: 'accept' }).given, undefined);
  desk.session.act({ kind: 'toggleSuggestion' });
  assert.ok(desk.session.act({ kind: 'accept' }).given);
});

test('D7 while browsing back, Enter starts a change and Shift+Enter does nothing', () => {
  const desk = Desk.asking();
  desk.label(0);
  desk.ack('id1');
  desk.session.act({ kind: 'look', step: -1 });
  assert.equal(desk.session.act({ kind: 'accept' }).given, undefined);
  assert.equal(desk.session.view?.looking?.changing, false);
  desk.session.act({ kind: 'enter' });
  assert.equal(desk.session.view?.looking?.changing, true);
});

test('grouping of labels survives a reload', () => {
  const desk = Desk.asking();
  assert.equal(desk.session.view?.groupsShown, false);
  desk.session.act({ kind: 'toggleGroups' });
  const again = new Desk(desk.kept);
  again.state('ab');
  assert.equal(again.session.view?.groupsShown, true);
});
