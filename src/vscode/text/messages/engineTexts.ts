import type { EngineMessages } from '../../../core/messages/engineMessages.ts';
import type { Texts } from './texts.ts';

export const engineTexts: Texts<EngineMessages> = {
  'engine.ended': ({ why }, localize, text) =>
    localize('The engine process ended ({0}).', text(why)),
  'engine.stopped': ({ why }, localize, text) =>
    localize(
      'The engine stopped while it was working ({0}). Your answers are saved. Start it again with “Marginalia: Resume Background Work”.',
      text(why),
    ),
  'engine.shutDown': (_, localize) => localize('The engine was shut down.'),
  'engine.startingAgain': (_, localize) => localize('The engine is restarting.'),
  'process.outOfMemory': (_, localize) => localize('out of memory'),
  'process.exitCode': ({ code }, localize) => localize('code {0}', code),
  'process.ended': (_, localize) => localize('The process of the model was ended.'),
  'process.starterGone': (_, localize) => localize('The process that had started it ended.'),
  'engine.poolNotOpen': (_, localize) =>
    localize('The pool is not open yet. Wait for it to be indexed.'),
  'engine.poolStillRead': (_, localize) =>
    localize('The pool is still being read. Try again when that is finished.'),
  'engine.recordGone': (_, localize) => localize('This record is no longer in the pool.'),
  'engine.noHoldoutAnswer': (_, localize) =>
    localize('No answered hold-out record is left in the pool.'),
  'engine.unknownLabel': ({ label }, localize) =>
    localize('"{0}" is not a label of this project.', label),
  'engine.noDropout': (_, localize) =>
    localize(
      'The dropout network is not available here. Set "head": {"kind": "committee"} in the project file.',
    ),
  'engine.oneLabelHead': ({ kind }, localize) =>
    localize(
      'The head “{0}” predicts one label per record, but here a record may have several. Set "head": {"kind": "logistic"} in the project file.',
      kind,
    ),
  'engine.oneLabelWeights': (_, localize) =>
    localize(
      'Balanced class weights need one label per record, but here a record may have several. Set "classWeight": "none" in the project file.',
    ),
  'trial.presentFailed': (_, localize) => localize('The embedding in use could not be evaluated.'),
  'trial.oneLabel': (_, localize) =>
    localize('Embeddings are compared on answers with at least two different labels.'),
  'trial.fewAnswers': ({ least, answers }, localize) =>
    localize(
      'Embeddings are compared on at least {0} answers outside the hold-out; there are {1} so far.',
      least,
      answers,
    ),
  'search.nothingTrained': (_, localize) =>
    localize('Nothing is trained yet, so no label is predicted. Label a few more records first.'),
  'search.labelNotLearnt': ({ label }, localize) =>
    localize('The model has not learnt “{0}” yet.', label),
  'search.badRegex': ({ reason }, localize) =>
    localize('Correct the regular expression. {0}', reason),
  'search.slowRegex': (_, localize) =>
    localize(
      'This regular expression takes too long on some records. Write it with fewer nested repetitions.',
    ),
};
