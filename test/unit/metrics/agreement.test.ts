import { says } from '../../harness/english.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  cohenKappa,
  fleissKappa,
  gwetAc1,
  krippendorffAlpha,
  NOT_RATED,
  type Ratings,
} from '../../../src/core/metrics/agreement.ts';
import { close } from './close.ts';
import { golden } from './golden.ts';

function ratings(rows: number[][], labels: number): Ratings {
  return { records: rows.length, annotators: rows[0]?.length ?? 0, labels, values: rows.flat() };
}

/** Expands counts per label into a row of answers. */
function answers(counts: number[]): number[] {
  return counts.flatMap((count, label) => Array<number>(count).fill(label));
}

describe('Cohen’s κ', () => {
  const { cohen } = golden<{
    cohen: { a: number[]; b: number[]; labels: number; kappa: number }[];
  }>('metrics', 'statistics');
  it('matches scikit-learn', () => {
    for (const { a, b, labels, kappa } of cohen) close(cohenKappa(a, b, labels), kappa);
  });
  it('is null for identical constant series, where scikit-learn returns NaN', () => {
    assert.equal(cohenKappa([1, 1, 1], [1, 1, 1], 3), null);
    assert.equal(cohenKappa([], [], 3), null);
  });
  it('is 0 for different constant series, or if one series is constant', () => {
    assert.equal(cohenKappa([1, 1, 1], [0, 0, 0], 2), 0);
    assert.equal(cohenKappa([1, 1, 1, 1], [0, 1, 1, 1], 2), 0);
  });
  it('rejects different lengths and label indices outside the set', () => {
    assert.throws(() => cohenKappa([0], [0, 1], 2), RangeError);
    assert.throws(() => cohenKappa([2], [0], 2), says(/label index 2/));
  });
});

describe('Fleiss’ κ', () => {
  it('is .210 on the textbook table of 10 records, 14 annotators and 5 labels', () => {
    const table = [
      [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
      [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]; // prettier-ignore
    close(fleissKappa(ratings(table.map(answers), 5)), 0.21, 0.0005);
  });
  it('is null when all answers are equal, and rejects missing answers', () => {
    assert.equal(
      fleissKappa(
        ratings(
          [
            [1, 1],
            [1, 1],
          ],
          2,
        ),
      ),
      null,
    );
    assert.equal(fleissKappa(ratings([], 2)), null);
    assert.throws(
      () =>
        fleissKappa(
          ratings(
            [
              [1, 1],
              [1, NOT_RATED],
            ],
            2,
          ),
        ),
      says(/record 1 has 1/),
    );
  });
});

describe('Krippendorff’s α', () => {
  it('is .743 on the paper’s nominal data with missing answers', () => {
    const _ = NOT_RATED;
    const byObserver = [
      [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
      [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
      [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
      [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]; // prettier-ignore
    const rows = byObserver[0]!.map((_value, unit) =>
      byObserver.map((observer) => observer[unit]!),
    );
    close(krippendorffAlpha(ratings(rows, 6)), 0.743, 0.0005);
  });
  it('is 1 for full agreement, and null if no disagreement is possible', () => {
    close(
      krippendorffAlpha(
        ratings(
          [
            [0, 0],
            [1, 1],
          ],
          2,
        ),
      ),
      1,
    );
    assert.equal(
      krippendorffAlpha(
        ratings(
          [
            [1, 1],
            [1, 1],
          ],
          2,
        ),
      ),
      null,
    );
    assert.equal(
      krippendorffAlpha(
        ratings(
          [
            [0, NOT_RATED],
            [1, NOT_RATED],
          ],
          2,
        ),
      ),
      null,
    );
  });
});

describe('Gwet’s AC1', () => {
  it('stays high where κ collapses: 118 + 0 agreements out of 125', () => {
    const rows = [
      ...Array.from({ length: 118 }, () => [0, 0]),
      ...Array.from({ length: 5 }, () => [0, 1]),
      ...Array.from({ length: 2 }, () => [1, 0]),
    ];
    // By hand: pa = .944, π = .972, pe = 2·.972·.028 = .054432.
    close(gwetAc1(ratings(rows, 2)), (0.944 - 0.054432) / (1 - 0.054432));
    const kappa = cohenKappa(
      rows.map((r) => r[0]!),
      rows.map((r) => r[1]!),
      2,
    );
    close(kappa, -0.0234, 0.00005);
  });
  it('is 1 when all answers are equal, and null without pairs', () => {
    close(
      gwetAc1(
        ratings(
          [
            [1, 1],
            [1, 1],
          ],
          3,
        ),
      ),
      1,
    );
    assert.equal(gwetAc1(ratings([[1, NOT_RATED]], 3)), null);
    assert.equal(gwetAc1(ratings([[0, 0]], 1)), null);
  });
});
