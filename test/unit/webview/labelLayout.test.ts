import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { columnsFor } from '../../../webview/annotate/columns.ts';
import { groupsOf } from '../../../webview/annotate/labelOrder.ts';
import { offersPrefixGroups, withPrefixGroups } from '../../../webview/annotate/prefixGroups.ts';
import { nameParts } from '../../../webview/common/labelName.ts';
import { labelViews } from '../../webview/annotateStates.ts';

describe('D8 labels in columns', () => {
  test('the gaps between columns take up width', () => {
    assert.equal(columnsFor(9, 300, 100, 0), 3);
    assert.equal(columnsFor(9, 300, 100, 8), 2);
    assert.equal(columnsFor(9, 316, 100, 8), 3);
    for (let width = 50; width < 1000; width += 7) {
      const columns = columnsFor(77, width, 120, 8);
      assert.ok(columns === 1 || columns * 120 + (columns - 1) * 8 <= width, `${width}`);
    }
  });

  test('rows are as even as possible, and there is at least one column', () => {
    assert.equal(columnsFor(5, 400, 100, 0), 3);
    assert.equal(columnsFor(1, 400, 100, 8), 1);
    assert.equal(columnsFor(5, 20, 100, 8), 1);
  });

  test('names break only between words', () => {
    assert.deepEqual(nameParts('card_payment_fee'), ['card_', 'payment_', 'fee']);
    assert.deepEqual(nameParts('cardPaymentFee'), ['card', 'Payment', 'Fee']);
    assert.deepEqual(nameParts('__init__'), ['__', 'init__']);
    assert.deepEqual(nameParts('Straße 12'), ['Straße 12']);
  });
});

describe('D7 groups by prefix', () => {
  const grouped = (...names: string[]) =>
    groupsOf(withPrefixGroups(labelViews(names))).map(({ name, labels }) => [
      name,
      labels.map(({ index }) => index),
    ]);

  test('labels that share their first word are grouped and keep their index', () => {
    const names = ['card_a', 'top_up_x', 'card_b', 'lost', 'top_up_y', 'card_c', 'top_up_z'];
    assert.ok(offersPrefixGroups(labelViews(names)));
    assert.deepEqual(grouped(...names), [
      ['card …', [0, 2, 5]],
      ['top_up …', [1, 4, 6]],
      [undefined, [3]],
    ]);
  });

  test('a prefix common to all names is ignored, and camelCase is split into words', () => {
    const names = ['x.cardA', 'x.cardB', 'x.cardC', 'x.topA', 'x.topB', 'x.topC'];
    assert.deepEqual(grouped(...names), [
      ['x.card …', [0, 1, 2]],
      ['x.top …', [3, 4, 5]],
    ]);
  });

  test('they are not offered if useless, or if the project defines its own', () => {
    assert.ok(!offersPrefixGroups(labelViews(['a', 'b', 'c', 'd'])));
    assert.ok(!offersPrefixGroups(labelViews(['a_1', 'a_2', 'b_1', 'b_2'])), 'groups of two');
    assert.ok(!offersPrefixGroups(labelViews(['a_1', 'a_2', 'a_3', 'b'])), 'only one group');
    const own = labelViews(['a_1', 'a_2', 'a_3', 'b_1', 'b_2', 'b_3']);
    assert.ok(offersPrefixGroups(own));
    assert.ok(!offersPrefixGroups(own.map((label) => ({ ...label, group: 'G' }))));
  });
});
