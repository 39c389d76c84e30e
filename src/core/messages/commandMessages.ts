import type { NoParams } from './message.ts';

/** Reasons why a command cannot run. */
export interface CommandMessages {
  'command.untrustedDownload': NoParams;
  'command.nothingToDownload': { readonly project: string };
  'command.projectFileWrong': NoParams;
  'command.notEdited': { readonly path: string };
  'command.notSaved': { readonly path: string };
  'command.untrustedServer': NoParams;
  'command.noServer': { readonly project: string };
  'command.noGpuBackend': { readonly platform: string };
  'command.holdoutUpToDate': { readonly project: string };
  'command.holdoutKept': { readonly project: string };
  'command.onlySeveralLabels': { readonly project: string };
  'command.allLabelsJudged': { readonly project: string };
  'command.noHoldoutConflict': { readonly project: string };
  'command.noPanel': NoParams;
  'command.readAlready': { readonly path: string };
  'command.noneAnswered': NoParams;
  'command.noLabelToConfirm': NoParams;
  'command.projectGone': NoParams;
  'command.noPoolEditor': NoParams;
  'command.noRecordOnLine': { readonly line: number };
  'command.recordNotRead': NoParams;
  'command.answersThere': { readonly project: string };
  'command.answersNotGone': { readonly project: string };
  'command.hasOwnAnswers': { readonly project: string };
  'command.noOrphanedAnswers': NoParams;
  'command.tooManyRounds': NoParams;
  'command.roundsOfTwoProjects': { readonly selected: string; readonly other: string };
  'command.noRoundSelected': NoParams;
  'command.fewRounds': { readonly project: string };
  'command.checkTwoRounds': { readonly picked: number };
  'command.noContextField': NoParams;
  'command.noFilterValues': { readonly field: string };
  'command.manyFilterValues': { readonly field: string; readonly max: number };
  'command.newestDefaults': { readonly project: string };
  'command.isSeveralLabels': { readonly project: string };
  'command.noAnswersYet': { readonly project: string };
  'labels.fewLeft': { readonly least: number };
  'labels.noneOrphaned': { readonly project: string };
  'labels.chooseTwo': NoParams;
  'labels.noneSplit': { readonly project: string };
  'command.nothingAsked': { readonly project: string };
  'command.recordGone': NoParams;
  'command.noSuspects': { readonly project: string };
  'command.nothingToRevisit': { readonly project: string; readonly what: 'skipped' | 'flagged' };
}
