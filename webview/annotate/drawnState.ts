import type { AnnotateState, AnnotateStrings } from '../../src/protocol/annotate.ts';

/** The host's state together with the texts of the page. */
export interface DrawnState extends AnnotateState {
  readonly strings: AnnotateStrings;
}
