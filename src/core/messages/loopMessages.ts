import type { Message, NoParams } from './message.ts';

/** What the loop says of the engine, the strategy and what it is asked to do. */
export interface LoopMessages {
  'engine.gaveUp': { readonly why: Message };
  'engine.restarted': { readonly why: Message };
  'strategy.failed': { readonly why: Message };
  /** `between`: records that are not asked, whatever else is. */
  'loop.finished': { readonly between: number };
  /** `records`: those that models have embedded. */
  'loop.finishedPart': { readonly records: number };
  'loop.notEmbedded': NoParams;
  'loop.nothingToTrainOn': NoParams;
  'answer.notBeingAsked': NoParams;
  'answer.skippedElsewhere': NoParams;
  'answer.labelledElsewhere': { readonly label: string };
  'answer.changedElsewhere': NoParams;
  'answer.someElsewhere': { readonly records: number };
  'answer.notALabel': { readonly label: string; readonly labels: readonly string[] };
  'search.labelSaysNothing': { readonly label: string };
}
