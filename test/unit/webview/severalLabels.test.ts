// Several labels per record: the effects of keys on a session, without drawing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../../../src/protocol/annotate.ts';
import { judgedBy, judgedText } from '../../../webview/annotate/judged.ts';
import { spokenAnswer, spokenMark } from '../../../webview/annotate/spoken.ts';
import { labelViews, pageStrings } from '../../webview/annotateStates.ts';
import { Desk } from '../../webview/desk.ts';
import {
  fiveEmotions,
  passState,
  severalAhead,
  severalState,
  suggested,
} from '../../webview/severalStates.ts';

const names = fiveEmotions.map(({ name }) => name);
const [anger, fear, joy] = [0, 1, 2];
const { multiLabel } = pageStrings;

const marked = (desk: Desk): readonly string[] | undefined => desk.session.view?.pad.marked;
const asks = (desk: Desk): boolean | undefined => desk.session.view?.pad.asksNone;
const set = (...yes: string[]): Answer => ({ kind: 'labels', yes, of: names });

test('nothing is marked at first, whatever is suggested', () => {
  const desk = Desk.at(severalState());
  assert.ok(desk.session.view?.record?.suggestion?.some(({ applies }) => applies));
  assert.deepEqual(marked(desk), []);
});

test('labels toggle, and Enter saves the set in the order of the labels', () => {
  const desk = Desk.at(severalState());
  for (const index of [joy, fear, anger, fear]) desk.label(index);
  assert.deepEqual(marked(desk), ['joy', 'anger']);
  assert.deepEqual(desk.posted, [], 'a mark is not an answer');
  desk.session.act({ kind: 'enter' });
  assert.deepEqual(desk.answers, [set('anger', 'joy')]);
  assert.equal(desk.onScreen, 's1');
  assert.deepEqual(marked(desk), []);
});

test('an empty set is asked for first, and saved by an Enter after the question is on screen', () => {
  const desk = Desk.at(severalState());
  desk.now = 100;
  desk.session.act({ kind: 'enter' });
  assert.equal(asks(desk), true);
  desk.now = 105;
  desk.session.act({ kind: 'enter' });
  assert.deepEqual(desk.answers, [], 'the question is not drawn yet');
  desk.now = 120;
  desk.session.noneShown();
  desk.session.act({ kind: 'enter' }, 110);
  assert.deepEqual(desk.answers, [], 'pressed before it was drawn, handled after');
  desk.session.act({ kind: 'enter' }, 121);
  assert.deepEqual(desk.answers, [set()]);
  assert.equal(asks(desk), false);
  desk.session.act({ kind: 'enter' });
  assert.deepEqual(desk.answers.length, 1, 'the next record has a question of its own');
});

test('any other action withdraws the question', () => {
  for (const act of [
    (desk: Desk) => desk.session.act({ kind: 'escape' }),
    (desk: Desk) => {
      desk.label(joy);
      desk.label(joy);
    },
    (desk: Desk) => desk.session.act({ kind: 'toggleSuggestion' }),
    (desk: Desk) =>
      desk.session.receive({
        type: 'state',
        state: severalState({ ahead: severalAhead().slice(1) }),
      }),
  ]) {
    const desk = Desk.at(severalState());
    desk.session.act({ kind: 'enter' });
    desk.session.noneShown();
    act(desk);
    assert.equal(asks(desk), false);
    desk.session.act({ kind: 'enter' });
    assert.deepEqual(desk.answers, []);
  }
});

test('accepting adds the labels that apply to those already marked, and saves', () => {
  const desk = Desk.at(severalState());
  desk.label(anger);
  desk.session.act({ kind: 'accept' });
  assert.deepEqual(desk.answers, [{ ...set('anger', 'joy', 'surprise'), accepted: true }]);
});

test('a suggestion that cannot be accepted is explained: blind, hidden, or no label applies', () => {
  const blind = Desk.at(
    severalState({ ahead: severalAhead(fiveEmotions, { suggestion: undefined }) }),
  );
  assert.equal(blind.session.act({ kind: 'accept' }).remark, 'noSuggestion');
  const hidden = Desk.at(severalState({ showSuggestion: false }));
  assert.equal(hidden.session.act({ kind: 'accept' }).remark, 'noSuggestion');
  const none = Desk.at(
    severalState({
      ahead: severalAhead(fiveEmotions, { suggestion: suggested(fiveEmotions, []) }),
    }),
  );
  assert.equal(none.session.act({ kind: 'accept' }).remark, 'noneSuggested');
  for (const desk of [blind, hidden, none]) assert.deepEqual(desk.answers, []);
});

test('Escape clears the marks; Space skips with them', () => {
  const desk = Desk.at(severalState());
  desk.label(joy);
  desk.session.act({ kind: 'escape' });
  assert.deepEqual(marked(desk), []);
  assert.equal(desk.session.act({ kind: 'escape' }).handled, false);
  desk.label(joy);
  desk.session.act({ kind: 'skip' });
  assert.deepEqual(desk.answers, [{ kind: 'skip' }]);
});

test('marks survive a reload, by record', () => {
  const before = Desk.at(severalState());
  before.label(joy);
  before.label(anger);
  const after = Desk.at(severalState({ phase: { kind: 'opening' }, ahead: [] }), before.kept);
  after.session.receive({ type: 'state', state: severalState() });
  assert.deepEqual(marked(after), ['joy', 'anger']);
  assert.deepEqual(after.posted, []);
  after.session.act({ kind: 'escape' });
  assert.deepEqual(marked(Desk.at(severalState(), after.kept)), []);
});

test('a set on its way keeps its marks, which a refusal shows again', () => {
  const desk = Desk.at(severalState());
  desk.label(joy);
  desk.session.act({ kind: 'enter' });
  desk.label(fear);
  desk.refuse('id1');
  assert.equal(desk.onScreen, 's0');
  assert.deepEqual(marked(desk), ['joy']);
  const reloaded = Desk.at(severalState(), desk.kept);
  assert.deepEqual(marked(reloaded), ['joy']);
  desk.session.act({ kind: 'enter' });
  assert.deepEqual(marked(desk), ['fear'], 'those of the record behind it are there too');
  desk.ack('id2');
  desk.session.receive({ type: 'state', state: severalState() });
  assert.equal(desk.onScreen, 's0', 'asked again, as after an undo');
  assert.deepEqual(marked(desk), [], 'once it is saved, the host says what is stored');
});

test('an accepted set that is refused shows its marks too', () => {
  const desk = Desk.at(severalState());
  desk.session.act({ kind: 'accept' });
  desk.refuse('id1');
  assert.deepEqual(marked(desk), ['joy', 'surprise']);
});

test('while three answers wait, labels can be marked and nothing is saved', () => {
  const desk = Desk.at(severalState());
  for (let i = 0; i < 3; i++) {
    desk.label(joy);
    desk.session.act({ kind: 'enter' });
  }
  desk.label(fear);
  desk.session.act({ kind: 'enter' });
  assert.equal(desk.answers.length, 3);
  assert.deepEqual(marked(desk), ['fear']);
  desk.ack('id1');
  desk.session.act({ kind: 'enter' });
  assert.equal(desk.answers.length, 4);
});

test('a record that is asked again shows its judgement, which can be changed', () => {
  const judged = { yes: ['joy'], no: ['anger', 'fear'] };
  const desk = Desk.at(severalState({ ahead: severalAhead(fiveEmotions, { judged }) }));
  assert.deepEqual(marked(desk), ['joy']);
  desk.label(joy);
  assert.deepEqual(marked(desk), []);
  desk.label(fear);
  desk.session.act({ kind: 'enter' });
  assert.deepEqual(desk.answers, [set('fear')]);
});

test('looking back shows the stored set; Enter changes it, Escape leaves it', () => {
  const desk = Desk.at(severalState());
  desk.label(fear);
  desk.session.act({ kind: 'look', step: -1 });
  const stored = desk.session.view?.looking?.row.labels?.yes;
  assert.deepEqual(marked(desk), stored);
  desk.label(fear);
  assert.deepEqual(marked(desk), stored, 'read-only');
  desk.session.act({ kind: 'enter' });
  desk.label(fear);
  assert.deepEqual(marked(desk), [...stored!, 'fear']);
  desk.session.act({ kind: 'escape' });
  assert.deepEqual(marked(desk), stored);
  desk.session.act({ kind: 'enter' });
  desk.label(fear);
  desk.session.act({ kind: 'enter' });
  assert.deepEqual(desk.sent('change'), [
    {
      type: 'change',
      recordId: 't0',
      answer: set(...names.filter((name) => [...stored!, 'fear'].includes(name))),
      shown: 100,
    },
  ]);
  assert.equal(desk.session.view?.looking?.changing, false);
  desk.session.act({ kind: 'escape' });
  assert.deepEqual(marked(desk), ['fear'], 'the record that is asked has kept its mark');
  assert.deepEqual(desk.answers, []);
});

test('a refused change is on screen again with its marks and the reason', () => {
  const desk = Desk.at(severalState());
  desk.session.act({ kind: 'look', step: -1 });
  const stored = marked(desk)!;
  desk.session.act({ kind: 'enter' });
  desk.label(fear);
  const changed = marked(desk)!.toSorted();
  desk.session.act({ kind: 'enter' });
  desk.session.act({ kind: 'escape' });
  desk.session.receive({ type: 'notChanged', recordId: 't0', reason: 'The disk is full.' });
  assert.equal(desk.session.view?.looking?.row.recordId, 't0');
  assert.equal(desk.session.view?.looking?.changing, true);
  assert.equal(desk.session.view?.refusal, 'The disk is full.');
  assert.deepEqual(marked(desk)!.toSorted(), changed);
  desk.session.act({ kind: 'enter' });
  assert.equal(desk.sent('change').length, 2);
  assert.equal(desk.session.view?.refusal, undefined);
  desk.session.act({ kind: 'enter' });
  assert.deepEqual(marked(desk), stored, 'the host has not confirmed it');
});

test('a change that a reload interrupts continues', () => {
  const desk = Desk.at(severalState());
  desk.session.act({ kind: 'look', step: -1 });
  desk.session.act({ kind: 'enter' });
  desk.label(fear);
  const again = Desk.at(severalState(), desk.kept);
  assert.equal(again.session.view?.looking?.row.recordId, 't0');
  assert.deepEqual(marked(again), marked(desk));
});

test('recent answers show a set before the host has it', () => {
  const desk = Desk.at(severalState({ recent: [] }));
  desk.label(joy);
  desk.session.act({ kind: 'enter' });
  assert.deepEqual(desk.session.view?.recent[0]?.labels, { yes: ['joy'], no: 4, unknown: 0 });
});

test('the command that saves marks reports that there are none', () => {
  const desk = Desk.at(severalState());
  desk.label(joy);
  desk.session.act({ kind: 'save' });
  assert.deepEqual(desk.answers, [set('joy')]);
  assert.equal(Desk.at(passState()).session.act({ kind: 'save' }).remark, 'inPass');
  const single = Desk.asking();
  assert.equal(single.session.act({ kind: 'save' }).remark, 'oneLabel');
  assert.deepEqual(single.posted, []);
});

test('a judgement in words', () => {
  const text = (yes: string[], no: number, unknown = 0): string =>
    judgedText({ yes, no, unknown }, multiLabel);
  assert.equal(text(['joy', 'surprise'], 3), 'joy, surprise');
  assert.equal(text([], 5), 'none of these');
  assert.equal(text(['joy'], 2, 2), 'joy + 2 unknown');
  assert.equal(text([], 1, 1027), '1 no + 1,027 unknown');
});

test('a judgement of some labels leaves the others', () => {
  const before = { yes: ['fear'], no: ['anger'] };
  const of = names;
  const judged = ['joy'];
  assert.deepEqual(judgedBy({ kind: 'labels', yes: ['joy'], of, judged }, before, names), {
    yes: ['fear', 'joy'],
    no: 1,
    unknown: 2,
  });
  assert.deepEqual(judgedBy({ kind: 'labels', yes: [], of, judged: ['fear'] }, before, names), {
    yes: [],
    no: 2,
    unknown: 3,
  });
  assert.deepEqual(
    judgedBy({ kind: 'labels', yes: ['joy'], of: names.slice(0, 4) }, before, names),
    { yes: ['joy'], no: 3, unknown: 1 },
    'a label that was not shown is unknown',
  );
});

test('marks and sets are announced to screen readers', () => {
  const { view } = Desk.at(severalState()).session;
  const { state } = view!;
  const said = (given: Answer): string | undefined => spokenAnswer({ handled: true, given }, state);
  assert.equal(said(set('joy', 'surprise')), '2 labels saved: joy, surprise');
  assert.equal(said(set('joy')), '1 label saved: joy');
  assert.equal(said(set()), 'Saved: none of these labels');
  assert.equal(said({ kind: 'labels', yes: [], of: names, judged: ['joy'] }), 'joy: no');
  const mark = (on: boolean): string | undefined =>
    spokenMark({ handled: true, toggled: { label: 'joy', on } }, state);
  assert.equal(mark(true), 'joy marked');
  assert.equal(mark(false), 'joy no longer marked');
});

test('labels that the project no longer has are not saved', () => {
  const desk = Desk.at(severalState());
  desk.label(joy);
  desk.label(fear);
  const labels = labelViews(names.filter((name) => name !== 'joy'));
  desk.session.receive({ type: 'state', state: { ...severalState(), labels } });
  assert.deepEqual(marked(desk), ['fear']);
});

test('stored marks of another shape are ignored', () => {
  for (const marks of [null, 7, { s0: 'joy' }, { s0: [1] }]) {
    assert.deepEqual(marked(Desk.at(severalState(), { unsaved: [], marks })), []);
  }
});
