import type { Message, NoParams } from './message.ts';

/** Messages about the engine process and its requests. */
export interface EngineMessages {
  'engine.ended': { readonly why: Message };
  'engine.stopped': { readonly why: Message };
  'engine.shutDown': NoParams;
  'engine.startingAgain': NoParams;
  'process.outOfMemory': NoParams;
  'process.exitCode': { readonly code: number };
  'process.ended': NoParams;
  'process.starterGone': NoParams;
  'engine.poolNotOpen': NoParams;
  'engine.poolStillRead': NoParams;
  'engine.recordGone': NoParams;
  'engine.noHoldoutAnswer': NoParams;
  'engine.unknownLabel': { readonly label: string };
  'engine.noDropout': NoParams;
  /** A head that predicts one label per record, in a project of several labels per record. */
  'engine.oneLabelHead': { readonly kind: string };
  'engine.oneLabelWeights': NoParams;
  'trial.presentFailed': NoParams;
  'trial.oneLabel': NoParams;
  'trial.fewAnswers': { readonly least: number; readonly answers: number };
  'search.nothingTrained': NoParams;
  'search.labelNotLearnt': { readonly label: string };
  'search.badRegex': { readonly reason: string };
  'search.slowRegex': NoParams;
}
