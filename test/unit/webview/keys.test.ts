import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelLetters } from '../../../src/core/labels.ts';
import { actionOf, letterActions, letterOf } from '../../../webview/annotate/keys.ts';
import type { KeyPress } from '../../../webview/annotate/keys.ts';
import { pressed } from '../../webview/presses.ts';

const labelKeys = ['1', '2', 'r', undefined];

const action = (key: string, more?: Partial<KeyPress>): ReturnType<typeof actionOf> =>
  actionOf(pressed(key, more), labelKeys);

test('labels are given by their keys, in either case', () => {
  assert.deepEqual(action('2'), { kind: 'label', index: 1 });
  assert.deepEqual(action('r'), { kind: 'label', index: 2 });
  assert.deepEqual(action('R'), { kind: 'label', index: 2 });
  assert.equal(action('3'), undefined);
});

test('other keys of the page', () => {
  assert.deepEqual(action(' '), { kind: 'skip' });
  assert.deepEqual(action('f'), { kind: 'flag' });
  assert.deepEqual(action('Backspace'), { kind: 'undo' });
  assert.deepEqual(action('ArrowLeft'), { kind: 'look', step: -1 });
  assert.deepEqual(action('ArrowRight'), { kind: 'look', step: 1 });
  assert.deepEqual(action('?', { shift: true }), { kind: 'toggleKeys' });
  assert.deepEqual(action('s'), { kind: 'toggleSuggestion' });
  assert.deepEqual(action('PageDown'), { kind: 'scroll', by: 'page', direction: 1 });
  assert.equal(action('q'), undefined);
});

test('a label with the key S keeps it', () => {
  assert.deepEqual(actionOf(pressed('s'), ['s']), { kind: 'label', index: 0 });
});

test('nothing fires with Ctrl, Meta or Alt, except redo', () => {
  for (const modifier of ['ctrl', 'meta', 'alt'] as const) {
    assert.equal(action('1', { [modifier]: true }), undefined);
    assert.equal(action('Backspace', { [modifier]: true }), undefined);
  }
  assert.deepEqual(action('Z', { ctrl: true, shift: true }), { kind: 'redo' });
  assert.deepEqual(action('z', { meta: true, shift: true }), { kind: 'redo' });
  assert.deepEqual(action('y', { ctrl: true }), { kind: 'redo' });
  assert.equal(action('z', { ctrl: true }), undefined);
});

test('a held key only scrolls', () => {
  for (const key of ['1', ' ', 'Backspace', 'f', 'ArrowLeft', 'Enter']) {
    assert.deepEqual(action(key, { repeat: true }), { kind: 'nothing' }, key);
  }
  assert.deepEqual(action('ArrowDown', { repeat: true })?.kind, 'scroll');
  assert.equal(action('q', { repeat: true }), undefined, 'not ours, so not swallowed');
});

test('a held Enter does not press a focused button repeatedly', () => {
  assert.equal(action('Enter', { target: 'button' }), undefined);
  assert.deepEqual(action('Enter', { target: 'button', repeat: true }), { kind: 'nothing' });
});

test('D7 Enter accepts once, if no control has the focus', () => {
  assert.deepEqual(action('Enter'), { kind: 'enter' });
  assert.deepEqual(action('Enter', { shift: true }), { kind: 'accept' });
  assert.deepEqual(action('Enter', { repeat: true }), { kind: 'nothing' });
  assert.deepEqual(action('Enter', { shift: true, repeat: true }), { kind: 'nothing' });
  for (const target of ['button', 'text'] as const) {
    assert.equal(action('Enter', { target }), undefined, target);
  }
});

test('Space goes to a focused button, digits to the page', () => {
  assert.equal(action(' ', { target: 'button' }), undefined);
  assert.deepEqual(action('1', { target: 'button' }), { kind: 'label', index: 0 });
});

test('nothing fires while the user types text', () => {
  assert.equal(action('1', { target: 'text' }), undefined);
  assert.equal(action('1', { composing: true }), undefined);
});

test('keyboards whose digits need Shift, or whose letters are not Latin', () => {
  assert.deepEqual(action('&', { code: 'Digit1' }), { kind: 'label', index: 0 }, 'French');
  assert.deepEqual(action('а', { code: 'KeyF' }), { kind: 'flag' }, 'Russian');
  assert.deepEqual(action('к', { code: 'KeyR' }), { kind: 'label', index: 2 }, 'Russian');
  assert.equal(action('!', { code: 'Digit1', shift: true }), undefined, 'American, with Shift');
  assert.equal(action('q', { code: 'KeyF' }), undefined, 'a Latin layout means what it types');
});

test('case 38-keyboard-layouts: eight keys label, three do nothing', () => {
  const keys = ['1', '2', 'z'];
  const index = (key: string, more: Partial<KeyPress>): number | undefined => {
    const act = actionOf(pressed(key, more), keys);
    return act?.kind === 'label' ? act.index : undefined;
  };
  assert.equal(index('&', { code: 'Digit1' }), 0, 'French');
  assert.equal(index('1', { code: 'Digit1', shift: true }), 0, 'French, with Shift');
  assert.equal(index('1', { code: 'Numpad1' }), 0, 'keypad');
  assert.equal(index('z', { code: 'KeyY' }), 2, 'German');
  assert.equal(index('я', { code: 'KeyZ' }), 2, 'Russian');
  assert.equal(index('１', { code: 'Digit1' }), 0, 'full-width');
  assert.equal(index('１', {}), 0, 'full-width, of an unknown key');
  assert.equal(index('١', { code: 'Digit1' }), 0, 'Arabic');
  assert.equal(index('١', { code: 'Numpad1' }), 0, 'Arabic keypad');
  assert.equal(index('1', { code: 'Digit1', ctrl: true }), undefined);
  assert.equal(index('1', { code: 'Digit1', altGraph: true }), undefined);
  assert.equal(index('1', { code: 'Digit1', ctrl: true, alt: true }), undefined);
  assert.equal(index('Process', { code: 'Digit1' }), undefined);
  assert.equal(index('End', { code: 'Numpad1' }), undefined, 'without NumLock');
});

test('D4 an unbound letter does nothing, however many labels there are', () => {
  const keys = [...'1234567890', undefined, undefined];
  for (const letter of ['l', 'o', 't', 'c', 'é', 'д']) {
    assert.equal(actionOf(pressed(letter), keys), undefined, letter);
  }
  assert.deepEqual(actionOf(pressed('/'), keys), { kind: 'filter' });
});

test('a typed letter is reported, so that a menu can jump to the matching label', () => {
  assert.equal(letterOf(pressed('t')), 't');
  assert.equal(letterOf(pressed('д')), 'д');
  for (const press of [pressed('1'), pressed('Enter'), pressed('t', { ctrl: true })]) {
    assert.equal(letterOf(press), undefined);
  }
  assert.equal(letterOf(pressed('t', { target: 'text' })), undefined);
});

test('labels are never assigned a letter of the page', () => {
  const letters = letterActions.map(([letter]) => letter).filter((letter) => letter !== 'f');
  assert.deepEqual([...letters].sort(), Object.values(panelLetters).sort());
});
