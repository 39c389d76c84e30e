import { untranslated } from '../core/localize.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import type { PredictSummary } from '../core/predict/predictSummary.ts';
import { textOf } from '../vscode/text/messages/textOf.ts';

/** The output of `predict --json`. */
export function predictedJson({
  task,
  rows,
  labels,
  byLabel,
  without,
  isLabelled,
  holdout,
  round,
  problems,
  firstProblem,
}: PredictSummary): object {
  return {
    task,
    ...(round !== undefined && { round }),
    rows,
    labels: Object.fromEntries(labels.map((label, j) => [label, byLabel[j]])),
    without,
    ...(isLabelled !== undefined && { isLabelled, holdout }),
    problemCount: problems,
    ...(firstProblem && {
      firstProblem: {
        line: firstProblem.line,
        message: textOf(firstProblem.problem, untranslated),
      },
    }),
  };
}

/** What became of the rows, one sentence each. */
export function predictSentences({ rows, problems, firstProblem }: PredictSummary): Message[] {
  return [
    message('predict.written', { rows }),
    ...(firstProblem
      ? [
          message('predict.leftOut', {
            rows: problems,
            line: firstProblem.line,
            why: firstProblem.problem,
          }),
        ]
      : []),
  ];
}
