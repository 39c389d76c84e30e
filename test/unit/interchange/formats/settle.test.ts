import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordsOf, settle } from '../../../../src/core/interchange/formats/answers/settle.ts';
import type { ExchangeRow } from '../../../../src/core/interchange/formats/exchangeRow.ts';
import { judgeAll, type Judgement } from '../../../../src/core/task/judgement.ts';

const label = (name: string): Judgement => ({ task: 'single', label: name });
const row = (judgement: Judgement | undefined, more: Partial<ExchangeRow> = {}): ExchangeRow => ({
  line: 1,
  text: 'text',
  id: 'r',
  ...(judgement && { judgement }),
  ...more,
});

describe('answers to one record', () => {
  it('count once for each annotator, the latest of them', () => {
    const rows = [
      row(label('a'), { annotator: 'ada', at: 2 }),
      row(label('b'), { annotator: 'ada', at: 1 }),
      row(label('c'), { annotator: 'bob' }),
      row(label('d'), { annotator: 'bob' }),
    ];
    const { kept, left } = settle(rows);
    assert.deepEqual(kept, [rows[0], rows[3]]);
    assert.equal(left, 2);
  });

  it('count once if they are equal, whoever gave them and in whatever order they name labels', () => {
    const multi = [judgeAll(['a', 'b'], ['a', 'b', 'c']), judgeAll(['b', 'a'], ['c', 'b', 'a'])];
    const span = { start: 0, end: 1, label: 'x', text: 't' };
    const other = { start: 2, end: 3, label: 'y', text: 'x' };
    const spans: Judgement[] = [
      { task: 'spans', spans: [span, other], of: ['x', 'y'] },
      { task: 'spans', spans: [other, span], of: ['y', 'x'] },
    ];
    for (const pair of [multi, spans]) {
      const rows = pair.map((judgement, at) => row(judgement, { annotator: `n${at}`, at }));
      assert.deepEqual(settle(rows), { kept: [rows[1]], left: 1 });
    }
    const partly: Judgement = { task: 'multi', labels: new Map([['a', true]]) };
    assert.equal(settle([row(multi[0]), row(partly)]).kept.length, 2);
  });

  it('differ if one of two is a skip; rows without an answer do not count', () => {
    const rows = [row(undefined, { skipped: true }), row(label('a')), row(undefined)];
    assert.deepEqual(settle(rows), { kept: rows.slice(0, 2), left: 0 });
    assert.deepEqual(settle([row(undefined), row(undefined)]).kept.length, 1);
  });

  it('without an annotator count as given by different people', () => {
    const rows = [row(label('a')), row(label('b'))];
    assert.deepEqual(settle(rows).kept, rows);
  });
});

describe('rows of one record', () => {
  const grouped = async (rows: readonly ExchangeRow[]): Promise<number[]> => {
    const sizes: number[] = [];
    const all = (async function* () {
      yield* rows;
    })();
    for await (const group of recordsOf(all, () => null)) sizes.push(group.length);
    return sizes;
  };

  it('are consecutive, have an id, and differ in their answers', async () => {
    const [a, b] = [row(label('a')), row(label('b'))];
    assert.deepEqual(await grouped([a, b]), [2]);
    assert.deepEqual(await grouped([a, row(label('c'), { id: 's' }), b]), [1, 1, 1]);
    assert.deepEqual(await grouped([a, row(label('a'))]), [1, 1]);
    assert.deepEqual(await grouped([a, row(label('b'), { context: { x: 1 } })]), [1, 1]);
    const { id: _id, ...without } = b;
    assert.deepEqual(await grouped([without, without]), [1, 1]);
  });
});
