import type { LabelTask } from '../acquisition/acquisition.ts';
import type { Message, NoParams } from './message.ts';

/** Messages of the loop about the engine, the strategy and its requests. */
export interface LoopMessages {
  'engine.gaveUp': { readonly why: Message };
  'engine.restarted': { readonly why: Message };
  'strategy.failed': { readonly why: Message };
  /** `between`: near-duplicates of hold-out and training records, which are never asked. */
  'loop.finished': { readonly between: number };
  /** `records`: number of embedded records. */
  'loop.finishedPart': { readonly records: number };
  'loop.notEmbedded': NoParams;
  'loop.nothingToTrainOn': NoParams;
  'answer.notBeingAsked': NoParams;
  'answer.skippedElsewhere': NoParams;
  'answer.labelledElsewhere': { readonly labels: readonly string[] };
  'answer.changedElsewhere': NoParams;
  'answer.someElsewhere': { readonly records: number };
  /** `step`: not part of the text. */
  'answer.importedElsewhere': {
    readonly step: number;
    readonly from: string;
    readonly records: number;
  };
  'answer.notALabel': { readonly label: string; readonly labels: readonly string[] };
  'answer.otherTask': { readonly task: LabelTask };
  'search.labelSaysNothing': { readonly label: string };
}
