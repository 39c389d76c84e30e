import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fitOf, wordsOf } from '../../../webview/annotate/labelMatch.ts';
import { matchingLabels } from '../../../webview/annotate/labelOrder.ts';
import { labelViews } from '../../webview/annotateStates.ts';

const names = readFileSync(new URL('../../fixtures/labels/77-intents.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean);
const labels = labelViews(names);

const found = (typed: string) => matchingLabels({ labels, recent: [] }, typed);
const strong = (typed: string): string[] =>
  found(typed).flatMap(({ label, weak }) => (weak ? [] : [label.name]));

/** Shares of queries that find their label first, and among the first three. */
function shares(queries: readonly (readonly [name: string, typed: string])[]) {
  const places = queries.map(([name, typed]) => strong(typed).indexOf(name));
  const share = (most: number): number =>
    places.filter((at) => at >= 0 && at < most).length / places.length;
  return { first: share(1), three: share(3), queries: places.length };
}

const plainWords = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);

describe('D3 the label filter matches beginnings of words', () => {
  test('case 77-labels: initials of the first three words', () => {
    const queries = names
      .filter((name) => plainWords(name).length >= 3)
      .map(
        (name) =>
          [
            name,
            plainWords(name)
              .slice(0, 3)
              .map((word) => word[0])
              .join(''),
          ] as const,
      );
    const { first, three } = shares(queries);
    assert.ok(queries.length > 50);
    assert.ok(first >= 0.85, `first: ${first}`);
    assert.ok(three >= 0.97, `among the first three: ${three}`);
  });

  test('case 77-labels: three letters of any two words, in either order, with or without a separator', () => {
    for (const between of [' ', '_', '']) {
      const queries = names.flatMap((name) => {
        const starts = plainWords(name)
          .filter(({ length }) => length >= 3)
          .map((word) => word.slice(0, 3));
        return starts.flatMap((a, i) =>
          starts.flatMap((b, j) => (i === j ? [] : [[name, a + between + b] as const])),
        );
      });
      const { first, three } = shares(queries);
      assert.ok(queries.length > 400);
      assert.ok(first >= 0.72, `first: ${first}`);
      assert.ok(three >= 0.95, `among the first three: ${three}`);
    }
  });

  test('case 77-labels: text that begins no word is a weak match for every label', () => {
    const wordStarts = (typed: string): boolean =>
      names.some((name) => plainWords(name).some((word) => word.startsWith(typed)));
    let tried = 0;
    for (const name of names) {
      for (const word of plainWords(name)) {
        for (let from = 1; from < word.length - 1; from++) {
          const typed = word[from]!.repeat(2) + word.slice(from + 1);
          if (wordStarts(typed[0]!)) continue;
          tried++;
          assert.deepEqual(strong(typed), [], typed);
        }
      }
    }
    assert.ok(tried > 20, `${tried} tried`);
    assert.ok(found('ithdraw').every(({ weak }) => weak));
    assert.ok(found('ithdraw').length > 0, 'it is shown nevertheless');
  });

  test('"cardl" matches card_linking, and not a name that merely contains its letters', () => {
    assert.equal(strong('cardl')[0], 'card_linking');
    assert.ok(!strong('cardl').includes('wrong_exchange_rate_for_cash_withdrawal'));
    const weakest = found('cardl').map(({ weak }) => weak);
    assert.deepEqual(weakest, [...weakest].sort(), 'weak ones come last');
  });

  test('blanks, punctuation and camelCase separate words; accents and case are ignored', () => {
    assert.deepEqual(wordsOf('cardNotWorking'), ['card', 'not', 'working']);
    assert.deepEqual(wordsOf('HTTPError_404.page-two'), ['http', 'error', '404', 'page', 'two']);
    assert.deepEqual(wordsOf('Résumé  Über'), ['resume', 'uber']);
    assert.deepEqual(wordsOf('银行卡'), ['银', '行', '卡']);
    for (const typed of ['card not', 'card_not', 'not-card', 'cardNot', 'CARD.NOT', 'not  card']) {
      assert.equal(strong(typed)[0], 'card_not_working', typed);
    }
  });

  test('every typed letter must begin a word, and each word matches once', () => {
    const fits = (name: string, typed: string) => fitOf(name, wordsOf(typed))?.strong ?? false;
    assert.ok(fits('top up', 'to u'));
    assert.ok(!fits('top up', 'top top'));
    assert.ok(!fits('card_linking', 'card x'));
    assert.ok(!fits('Plate', 'late'));
  });

  test('many similar words do not blow up the matching time', () => {
    const name = Array.from({ length: 30 }, () => 'aaaa').join('_');
    assert.ok(fitOf(name, ['a'.repeat(40)]) !== undefined);
  });
});
