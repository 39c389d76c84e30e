import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FoundReading, NamedReading } from '../../generators/poolFiles/judgeReading.ts';
import { judgeReading } from '../../generators/poolFiles/judgeReading.ts';
import type { MeantReading } from '../../generators/poolFiles/poolFile.ts';
import type { Judged } from '../../generators/poolFiles/summariseVerdicts.ts';
import { summariseVerdicts } from '../../generators/poolFiles/summariseVerdicts.ts';

const csv: MeantReading = {
  format: 'delimited',
  encoding: 'utf-8',
  delimiter: ';',
  header: true,
  quotes: true,
  gzip: false,
};

function found(
  reading: NamedReading,
  sure = true,
  alternatives: readonly NamedReading[] = [],
): FoundReading {
  return { ...reading, sure, alternatives };
}

describe('judgeReading', () => {
  test('right: the expected reading, found with certainty', () => {
    assert.equal(judgeReading(csv, found(csv)), 'right');
    assert.equal(judgeReading(csv, found({ ...csv, encoding: 'UTF8' })), 'right');
  });

  test('among: uncertain, with the expected reading found or offered', () => {
    assert.equal(judgeReading(csv, found(csv, false)), 'among');
    const other = { ...csv, header: false };
    assert.equal(judgeReading(csv, found(other, false, [csv])), 'among');
  });

  test('unsure-wrong: uncertain without the expected reading, or rejected', () => {
    const other = { ...csv, delimiter: ',' };
    assert.equal(judgeReading(csv, found(other, false, [other])), 'unsure-wrong');
    assert.equal(judgeReading(csv, undefined), 'unsure-wrong');
  });

  test('silently-wrong: certain of a different reading, whatever it offers', () => {
    for (const wrong of [
      { encoding: 'windows-1252' },
      { delimiter: ',' },
      { delimiter: undefined },
      { header: false },
      { header: undefined },
      { quotes: false },
      { gzip: true },
      { format: 'json' as const },
    ]) {
      const verdict = judgeReading(csv, found({ ...csv, ...wrong }, true, [csv]));
      assert.equal(verdict, 'silently-wrong', JSON.stringify(wrong));
    }
  });

  test('quotes are irrelevant if nothing is quoted', () => {
    const meant = { ...csv, quotes: undefined };
    for (const quotes of [true, false, undefined]) {
      assert.equal(judgeReading(meant, found({ ...csv, quotes })), 'right');
    }
  });

  test('a single column matches any delimiter that does not split it', () => {
    const { delimiter: _, ...rest } = csv;
    const meant = { ...rest, notDelimiters: [','] };
    assert.equal(judgeReading(meant, found({ ...csv, delimiter: ';' })), 'right');
    assert.equal(judgeReading(meant, found({ ...csv, delimiter: undefined })), 'right');
    assert.equal(judgeReading(meant, found({ ...csv, delimiter: ',' })), 'silently-wrong');
  });

  test('JSON ignores delimiter, header and quotes', () => {
    const meant: MeantReading = { format: 'jsonl', encoding: 'utf-8', gzip: false };
    const reading = { ...csv, format: 'jsonl' as const };
    assert.equal(judgeReading(meant, found(reading)), 'right');
    assert.equal(judgeReading(meant, found({ ...reading, format: 'json' })), 'silently-wrong');
  });

  test('the key of a wrapped list must match exactly', () => {
    const list: MeantReading = { format: 'json', encoding: 'utf-8', gzip: false };
    const wrapped = { ...list, path: 'data' };
    const { path: _, ...reading } = wrapped;
    assert.equal(judgeReading(wrapped, found({ ...reading, path: 'data' })), 'right');
    assert.equal(judgeReading(wrapped, found(reading)), 'silently-wrong');
    assert.equal(judgeReading(list, found({ ...reading, path: 'data' })), 'silently-wrong');
  });

  test('concatenated objects match JSON Lines or JSON', () => {
    const meant: MeantReading = {
      format: 'json',
      orFormat: 'jsonl',
      encoding: 'utf-8',
      gzip: false,
    };
    assert.equal(judgeReading(meant, found({ format: 'jsonl', encoding: 'utf-8' })), 'right');
    assert.equal(judgeReading(meant, found({ format: 'json', encoding: 'utf-8' })), 'right');
    assert.equal(judgeReading(meant, found(csv)), 'silently-wrong');
  });

  test('an orient without row objects may be read or rejected', () => {
    const meant: MeantReading = {
      format: 'json',
      orient: 'split',
      encoding: 'utf-8',
      gzip: false,
    };
    assert.equal(judgeReading(meant, undefined), 'among');
    assert.equal(
      judgeReading(meant, found({ format: 'json', encoding: 'utf-8', path: 'data' })),
      'right',
    );
  });
});

describe('summariseVerdicts', () => {
  const judged = (
    reading: FoundReading | undefined,
    more: Partial<Judged['file']> = {},
  ): Judged => ({
    file: { name: 'a.csv', meant: csv, regular: true, traits: [], ...more },
    found: reading,
  });
  const times = (count: number, one: Judged): Judged[] => Array.from({ length: count }, () => one);
  const right = judged(found(csv));
  const unsure = judged(found(csv, false));
  const wrong = judged(found({ ...csv, header: false }), { name: 'b.csv' });

  test('reports nothing unmet when all are right', () => {
    const { counts, unmet, rightOrAmong } = summariseVerdicts(times(10, right));
    assert.deepEqual(counts, { right: 10, among: 0, 'unsure-wrong': 0, 'silently-wrong': 0 });
    assert.equal(rightOrAmong, 1);
    assert.deepEqual(unmet, []);
  });

  test('allows one wrong file in 200, but not two', () => {
    assert.deepEqual(summariseVerdicts([...times(199, right), wrong]).unmet, []);
    const summary = summariseVerdicts([...times(198, right), wrong, wrong]);
    assert.deepEqual(summary.unmet, ['99.00 % are right or among, not 99.50 %']);
    assert.deepEqual(summary.wrong[0], { name: 'b.csv', verdict: 'silently-wrong' });
  });

  test('allows one uncertain regular file in 20, and any number of irregular ones', () => {
    assert.deepEqual(summariseVerdicts([...times(19, right), unsure]).unmet, []);
    assert.deepEqual(summariseVerdicts([...times(18, right), unsure, unsure]).unmet, [
      '10.00 % of the regular files are unsure, more than 5.00 %',
    ]);
    const odd = judged(found(csv, false), { regular: false, traits: ['bom', 'gzip'] });
    const summary = summariseVerdicts([...times(2, right), odd, odd]);
    assert.deepEqual(summary.unmet, []);
    assert.equal(summary.byTrait.get('bom')?.among, 2);
    assert.equal(summary.byTrait.get('gzip')?.among, 2);
    assert.equal(summary.byTrait.get('regular')?.right, 2);
  });

  test('requires uncertainty about an undeclared encoding, even if the guess is right', () => {
    const meant = { ...csv, encoding: 'windows-1252' };
    const file = { meant, regular: false, traits: ['windows-1252'] };
    assert.deepEqual(summariseVerdicts([judged(found(meant), file)]).unmet, [
      '1 files in an unnamed encoding are sure: a.csv',
    ]);
    assert.deepEqual(summariseVerdicts([judged(found(meant, false), file)]).unmet, []);
    const given = { encoding: 'windows-1252' };
    assert.deepEqual(summariseVerdicts([judged(found(meant), { ...file, given })]).unmet, []);
  });
});
