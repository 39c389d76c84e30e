// Comments stay true when code is renamed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCode, unknownNames } from './comments.ts';

describe('comments', () => {
  test('cite only names that the code has', () => {
    const sources = readCode(['src', 'webview', 'scripts', 'test']);
    assert.ok(sources.length > 1000);
    assert.deepEqual(unknownNames(sources), []);
  });

  test('a renamed function is found in the comments that cite it', () => {
    const text = [
      '/** Undoes what `writeRow` did, unless `Table.lastRow()` is empty; see `rowsOf`, `n`, `a_b`. */',
      'export function removeRow(table: Table): void {',
      '  // `lastRow` stays.',
      '  return table.lastRow();',
      '}',
    ];
    const source = { path: 'table.ts', text: text.join('\n') };
    const writer = { path: 'write.ts', text: 'export function rowsOf(): void {}' };
    assert.deepEqual(unknownNames([source, writer]), ['table.ts: writeRow']);
  });
});
