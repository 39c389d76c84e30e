import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FoundRecords, RecordQuery } from '../../../src/core/loop/records/searchQuery.ts';
import type { FoundMessage, RowsMessage } from '../../../src/protocol/annotate.ts';
import { SearchResults } from '../../../src/vscode/annotate/searchResults.ts';
import { untranslated } from '../../../src/core/localize.ts';
import { recordOf } from './views.ts';
import type { Learner } from '../../../src/core/loop/learner.ts';

/** The first row of a search result, as sent to the page. */
async function rowOf(found: FoundRecords, query: RecordQuery): Promise<object> {
  const sent: (FoundMessage | RowsMessage)[] = [];
  const learner = {
    search: { find: async () => found, annotators: () => [], explain: async () => [] },
    records: {
      details: async (ids: readonly string[]) =>
        ids.map((id) => ({
          id,
          record: recordOf({ id }),
          prediction: { id, probabilities: [{ label: 'Refund', p: 0.9 }] },
        })),
    },
  } as unknown as Learner;
  const pages = new SearchResults({
    learner: async () => learner,
    project: () => undefined,
    send: (message) => sent.push(message),
    language: 'en',
    localize: untranslated,
  });
  await pages.find(1, query);
  await pages.rows(1, 0, 1);
  const rows = sent.find((message) => message.type === 'rows');
  assert.ok(rows?.type === 'rows' && rows.rows.length === 1);
  return rows.rows[0]!;
}

test('C13 near-duplicates of a blind record show no predicted label', async () => {
  const query = { kind: 'similar', recordId: 'seed' } as const;
  const open = { ids: ['twin'], similarities: [0.97] };
  assert.deepEqual(((await rowOf(open, query)) as { predicted?: object }).predicted, {
    label: 'Refund',
    p: 0.9,
  });
  const blind = await rowOf({ ...open, leftOut: 'answered' }, query);
  assert.equal('predicted' in blind, false);
  assert.doesNotMatch(JSON.stringify(blind), /Refund/);
});
