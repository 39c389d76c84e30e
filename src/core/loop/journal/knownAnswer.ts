import type { StoredAnswer } from '../../store/store.ts';

/** The parts of an answer that the loop uses; there may be a million of them in memory. */
export type KnownAnswer = Pick<
  StoredAnswer,
  'recordId' | 'kind' | 'label' | 'labels' | 'spans' | 'ask' | 'elapsedMs' | 'seq' | 'annotator'
> & {
  readonly flagged?: true;
  readonly noted?: true;
};
