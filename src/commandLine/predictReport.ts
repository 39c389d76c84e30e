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
  reading,
}: PredictSummary): object {
  return {
    task,
    ...(round !== undefined && { round }),
    ...(reading && { reading }),
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

/**
 * How the input was read, and what became of the rows, one sentence each.
 * @param least the threshold that was given
 */
export function predictSentences(
  { task, rows, without, problems, firstProblem, reading }: PredictSummary,
  least: number | undefined,
): Message[] {
  return [
    ...(reading ? [message('predict.read', reading)] : []),
    message('predict.written', { rows }),
    ...(least === undefined
      ? []
      : [message('predict.below', { rows: without, of: rows, threshold: least, task })]),
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
