import type { Localize } from '../../../core/localize.ts';
import type { FoundRecords, RecordQuery } from '../../../core/loop/records/searchQuery.ts';

/** Characters of a query shown in a reason. */
const longestQuery = 40;

/** "search “refund”", "like “money back”", "more like this". */
export function formatQuery(query: RecordQuery, localize: Localize): string {
  if (query.kind === 'similar') return localize('more like this');
  if (query.kind === 'history') return localize('history');
  const { text, predicted, described } = query;
  if (described !== undefined) return localize('like the description of {0}', described);
  const typed = text?.pattern.trim() ?? '';
  const short = typed.length > longestQuery ? `${typed.slice(0, longestQuery - 1)}…` : typed;
  if (typed !== '') {
    return text?.kind === 'like' ? localize('like “{0}”', short) : localize('search “{0}”', short);
  }
  return predicted?.label === undefined
    ? localize('search')
    : localize('predicted {0}', predicted.label);
}

/** How many results were left out, and why. */
export function remarkOn({ leftOut }: FoundRecords, localize: Localize): { remark?: string } {
  if (leftOut === undefined) return {};
  switch (leftOut) {
    case 'blind':
      return {
        remark: localize(
          'While the hold-out is being filled, predictions of unanswered records are hidden, so only answered ones are found by prediction or description.',
        ),
      };
    case 'holdout':
      return {
        remark: localize('Hold-out records are left out, so that the metrics stay honest.'),
      };
    case 'answered':
      return {
        remark: localize(
          'This record is judged without hints, so only unanswered neighbours are shown.',
        ),
      };
  }
}
