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
};

const page = readFileSync(join(import.meta.dirname, '../../../../docs/formats.md'), 'utf8');
const table = page
  .slice(page.indexOf('## Converting'))
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test('the loss table of the documentation matches the formats', () => {
  const [header, , ...body] = table;
  assert.deepEqual(header!.slice(1), [...formatNames]);
  for (const [name, loss] of Object.entries(rows)) {
    const cells = body.find(([first]) => first === name);
    assert.ok(cells, name);
    header!.slice(1).forEach((format, i) => {
      const { lacks } = formatNamed(format as FormatName);
      // The CoNLL writer decides which fields it uses.
      const lost = lacks.includes(loss) || (format === 'conll' && loss === 'context');
      assert.equal(cells[i + 1] === 'lost', lost, `${format}: ${name}`);
    });
  }
});

test('the tasks in the table match the formats', () => {
  const cells = table.find(([first]) => first === 'tasks')!;
  const { length } = ['single', 'multi', 'spans'];
  formatNames.forEach((name, i) => {
    const { tasks } = formatNamed(name);
    assert.equal(cells[i + 1], tasks.length === length ? 'all' : tasks.join(', '), name);
  });
});
