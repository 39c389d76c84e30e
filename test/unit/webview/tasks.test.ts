// docs/tasks.md has a row for every key of the page, and quotes the page's refusals of commands.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { actionOf } from '../../../webview/annotate/keys.ts';
import { matchesSentence, readTaskTable, tasks } from '../../harness/taskTable.ts';
import { pageStrings } from '../../webview/annotateStates.ts';
import { Desk } from '../../webview/desk.ts';
import { pressed } from '../../webview/presses.ts';

const page = join(import.meta.dirname, '../../../docs/tasks.md');
const table = readTaskTable(readFileSync(page, 'utf8'));
const keys = table.get('Keys of the panel')!;

/** The keys of the page; `1` stands for all label keys. */
function pageKeys(): string[] {
  const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
  const named = ['Backspace', 'Escape', 'Enter', 'PageUp', 'PageDown', 'Home', 'End', 'Delete'];
  const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
  const presses = [' ', 'Tab', ...printable, ...named, ...arrows].flatMap((key) => [
    { name: key, press: pressed(key) },
    { name: `Shift+${key}`, press: pressed(key, { shift: true }) },
    { name: `Ctrl+${key}`, press: pressed(key, { ctrl: true }) },
    { name: `Ctrl+Shift+${key}`, press: pressed(key, { ctrl: true, shift: true }) },
  ]);
  const plain = new Map(
    presses.map(({ name, press }) => [name, JSON.stringify(actionOf(press, ['1']))] as const),
  );
  const names = presses.flatMap(({ name, press }) => {
    const action = actionOf(press, ['1']);
    if (!action) return [];
    // A key that does the same with Shift is not listed twice.
    const without = name.replace('Shift+', '');
    const same = name !== without && plain.get(without) === JSON.stringify(action);
    if (same || /^(Ctrl\+)?(Shift\+)?[a-z]$/.test(name)) return [];
    return [name.replace(' ', 'Space').replaceAll(/Arrow(\w+)/g, '$1')];
  });
  return [...new Set(names)];
}

test('the table has a row for each key of the page', () => {
  const names = pageKeys();
  assert.ok(names.length > 20);
  assert.deepEqual(keys.flatMap((row) => row.names).sort(), names.sort());
});

test('a command that the page refuses is refused in the words of the table', () => {
  // Other commands are tried in VS Code: test/vscode/severalLabels.test.ts.
  const { remark } = Desk.asking().session.act({ kind: 'save' });
  assert.equal(remark, 'oneLabel');
  const row = table.get('Commands')!.find(({ names }) => names.includes('saveLabels'))!;
  const { single } = row.cells;
  assert.ok('refusal' in single);
  assert.ok(matchesSentence(single.refusal, pageStrings.multiLabel.remarks.oneLabel));
});

test('no key is refused in either task', () => {
  const refused = keys.filter(({ cells }) => tasks.some((task) => 'refusal' in cells[task]));
  assert.deepEqual(refused, []);
});
