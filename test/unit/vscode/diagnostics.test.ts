import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { PoolProblem } from '../../../src/core/pool/poolSpec.ts';
import { lineStartsOf, placeOf } from '../../../src/vscode/diagnostics/linePlaces.ts';
import {
  maxPerFile,
  planPoolDiagnostics,
} from '../../../src/vscode/diagnostics/planPoolDiagnostics.ts';
import { message } from '../../../src/core/messages/messages.ts';
import { untranslated, type Localize } from '../../../src/core/localize.ts';

const bundle = JSON.parse(
  readFileSync(new URL('../../../l10n/bundle.l10n.de.json', import.meta.url), 'utf8'),
) as Record<string, string>;
const inGerman: Localize = (sentence, ...args) => untranslated(bundle[sentence]!, ...args);

function problems(file: string, count: number): PoolProblem[] {
  return Array.from({ length: count }, (_, i) => ({
    file,
    line: i + 1,
    code: 'no-text',
    message: message('row.tooFewFields', { fields: i, columns: 9 }),
    severity: 'error',
  }));
}

describe('pool diagnostics', () => {
  test('are placed on 0-based lines', () => {
    const problem: PoolProblem = {
      file: 'a',
      line: 3,
      column: 5,
      code: 'no-text',
      message: message('row.noText', { fields: ['text'], are: 'empty' }),
      severity: 'warning',
    };
    const plan = planPoolDiagnostics([problem], 1, untranslated);
    assert.deepEqual(plan.get('a'), [
      { problem, line: 2, column: 4, message: '"text" is empty here.', severity: 'warning' },
    ]);
    const german = planPoolDiagnostics([problem], 1, inGerman);
    assert.equal(german.get('a')![0]!.message, '"text" ist hier leer.');
  });

  test('are capped per file and summed up', () => {
    const plan = planPoolDiagnostics(
      [...problems('a', maxPerFile + 5), ...problems('b', 2)],
      maxPerFile + 7,
      untranslated,
    );
    assert.equal(plan.get('a')?.length, maxPerFile + 1);
    assert.match(plan.get('a')!.at(-1)!.message, /^5 more/);
    assert.equal(plan.get('b')?.length, 2);
  });

  test('problems that were not kept are counted with the last file', () => {
    const plan = planPoolDiagnostics(
      [...problems('a', 1), ...problems('b', 2)],
      1003,
      untranslated,
    );
    assert.equal(plan.get('a')?.length, 1);
    assert.match(plan.get('b')!.at(-1)!.message, /^1000 more/);
  });

  test('are empty without problems', () => {
    assert.equal(planPoolDiagnostics([], 0, untranslated).size, 0);
  });
});

test('offsets map to lines and columns, for every kind of line end', () => {
  const text = 'ab\ncd\r\n\r\ne\rf';
  const starts = lineStartsOf(text);
  const place = (offset: number) => Object.values(placeOf(offset, starts)).join(':');
  assert.deepEqual([0, 2, 3, 5, 7, 9, 11, 12].map(place), [
    '0:0',
    '0:2',
    '1:0',
    '1:2',
    '2:0',
    '3:0',
    '4:0',
    '4:1',
  ]);
});
