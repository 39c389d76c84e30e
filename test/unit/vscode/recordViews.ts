// Details of records, for tests of texts about them.
import type { RecordDetails } from '../../../src/core/loop/records/recordDetails.ts';
import type { StoredAnswer } from '../../../src/core/store/store.ts';

/** The record's id. */
export const id = 'a'.repeat(32);
/** The answer `Refund`. */
export function answerOf(changes: Partial<StoredAnswer> = {}): StoredAnswer {
  return {
    recordId: id,
    kind: 'label',
    label: 'Refund',
    flagged: false,
    seq: 1,
    at: 5,
    annotator: 'ada',
    ...changes,
  };
}

/** A record with a prediction and a score. */
export function factsOf(changes: Partial<RecordDetails> = {}): RecordDetails {
  return {
    id,
    blind: false,
    history: [],
    prediction: {
      id,
      probabilities: [
        { label: 'Delivery', p: 0.9 },
        { label: 'Refund', p: 0.1 },
      ],
    },
    score: { acquisition: 'margin', value: 0.2 },
    ...changes,
  };
}
