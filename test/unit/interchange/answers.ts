import type { StoredAnswer } from '../../../src/core/store/store.ts';

/** A stored answer with defaults for unspecified fields. */
export function answer(recordId: string, more: Partial<StoredAnswer> = {}): StoredAnswer {
  const label = more.kind === undefined || more.kind === 'label' ? { label: 'A' } : {};
  return {
    recordId,
    kind: 'label',
    ...label,
    flagged: false,
    seq: 1,
    at: Date.UTC(2025, 0, 31, 12),
    annotator: 'ada',
    ...more,
  };
}
