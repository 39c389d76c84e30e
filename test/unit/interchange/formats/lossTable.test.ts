// docs/formats.md must list the same losses as the formats declare.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatNames, type FormatName } from '../../../../src/core/interchange/formats/format.ts';
import type { Loss } from '../../../../src/core/interchange/formats/loss.ts';
import { formatNamed } from '../../../../src/core/interchange/formats/registry.ts';

const rows: Readonly<Record<string, Loss>> = {
  id: 'id',
  'rows without an answer': 'noAnswer',
  skipped: 'skipped',
  flagged: 'flagged',
  note: 'note',
  annotator: 'annotator',
  time: 'time',
  'fields beside the text': 'context',
  'suggestions, why it was asked': 'origin',
  'labels that were not judged': 'unjudged',
  '“none of these”': 'none',
  'labels that apply to no row': 'unusedLabel',
  'the hold-out': 'holdout',
};

const page = readFileSync(join(import.meta.dirname, '../../../../docs/formats.md'), 'utf8');
/** The columns of the tables by format. */
const columns = new Map<string, Map<string, string>>();
let header: readonly string[] = [];
for (const line of page.slice(page.indexOf('## Converting')).split('\n')) {
  if (!line.startsWith('|')) header = [];
  else {
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (header.length === 0) {
      header = cells[0] === 'what' ? cells : [''];
      for (const name of header.slice(1)) columns.set(name, new Map());
    } else header.slice(1).forEach((name, i) => columns.get(name)!.set(cells[0]!, cells[i + 1]!));
  }
}

test('the loss tables of the documentation match the formats', () => {
  assert.deepEqual([...columns.keys()].sort(), [...formatNames].sort());
  for (const [format, cells] of columns) {
    const { lacks } = formatNamed(format as FormatName);
    for (const [name, loss] of Object.entries(rows)) {
      assert.ok(cells.has(name), `${format}: ${name}`);
      // The CoNLL writer decides which fields it uses.
      const lost = lacks.includes(loss) || (format === 'conll' && loss === 'context');
      assert.equal(cells.get(name) === 'lost', lost, `${format}: ${name}`);
    }
  }
});

test('the tasks in the tables match the formats', () => {
  const { length } = ['single', 'multi', 'spans'];
  for (const name of formatNames) {
    const { tasks } = formatNamed(name);
    const cell = columns.get(name)!.get('tasks');
    assert.equal(cell, tasks.length === length ? 'all' : tasks.join(', '), name);
  }
});
