import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { CHORD_TIMEOUT, Chords } from '../../../webview/annotate/chords.ts';
import { pressed } from '../../webview/presses.ts';

let chords: Chords;
let timers: { run: () => void; ms: number }[];
let changes: number;

const ctrl = (key: string, more = {}) => pressed(key, { ctrl: true, ...more });

describe('D1 the key after the first of a chord belongs to VS Code', () => {
  beforeEach(() => {
    timers = [];
    changes = 0;
    chords = new Chords({
      later: (run, ms) => timers.push({ run, ms }),
      changed: () => changes++,
    });
  });

  test('one key is passed over, and the pending first key is shown', () => {
    assert.equal(chords.press(ctrl('k')), false, 'the first key itself is passed on');
    assert.equal(chords.first, 'Ctrl+K');
    assert.equal(chords.press(pressed('2')), true);
    assert.equal(chords.first, undefined);
    assert.equal(chords.press(pressed('2')), false, 'only one key');
    assert.equal(changes, 2);
  });

  test('Cmd, Alt and letters that users bind start a chord too', () => {
    const firsts = [
      pressed('k', { meta: true }),
      pressed('k', { alt: true }),
      ctrl('1'),
      ctrl('K', { shift: true }),
      ctrl('л', { code: 'KeyK' }),
      ctrl('Backspace'),
    ];
    for (const first of firsts) {
      chords.press(first);
      assert.ok(chords.first, first.key);
      assert.equal(chords.press(pressed('1')), true, first.key);
    }
  });

  test('keys used by the page and the browser start none', () => {
    const used = [...'cvxazfy+-=0'].map((key) => ctrl(key));
    const more = [
      ctrl('Z', { shift: true }),
      ctrl('V', { shift: true }),
      ctrl('с', { code: 'KeyC' }),
      ctrl('Enter'),
      ctrl('ArrowLeft', { target: 'text' }),
      pressed('@', { altGraph: true, ctrl: true, alt: true }),
      pressed('k', { ctrl: true, composing: true }),
    ];
    for (const press of [...used, ...more]) {
      assert.equal(chords.press(press), false, press.key);
      assert.equal(chords.first, undefined, press.key);
    }
  });

  test('a modifier alone is not a key', () => {
    for (const key of ['Control', 'Meta', 'Shift', 'Alt'])
      chords.press(pressed(key, { ctrl: true }));
    assert.equal(chords.first, undefined);
    chords.press(ctrl('k'));
    chords.press(pressed('Control', { ctrl: true }));
    assert.equal(chords.press(ctrl('2')), true);
  });

  test('holding the first key keeps the chord pending', () => {
    chords.press(ctrl('k'));
    assert.equal(chords.press(ctrl('k', { repeat: true })), true);
    assert.equal(chords.press(pressed('1')), true);
    assert.equal(chords.press(pressed('1')), false);
  });

  test('Escape, loss of focus and five seconds end it', () => {
    chords.press(ctrl('k'));
    assert.equal(chords.press(pressed('Escape')), true);
    assert.equal(chords.press(pressed('1')), false);
    chords.press(ctrl('k'));
    chords.end();
    assert.equal(chords.press(pressed('1')), false);
    chords.press(ctrl('k'));
    const { run, ms } = timers.at(-1)!;
    assert.equal(ms, CHORD_TIMEOUT);
    assert.equal(ms, 5000);
    run();
    assert.equal(chords.press(pressed('1')), false);
  });

  test('the timeout of an earlier chord does not end the next', () => {
    chords.press(ctrl('k'));
    chords.press(pressed('1'));
    chords.press(ctrl('k'));
    timers[0]!.run();
    assert.equal(chords.first, 'Ctrl+K');
  });
});
