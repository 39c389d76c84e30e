import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import type { InputReading } from '../core/predict/inputReading.ts';
import type { PredictSummary } from '../core/predict/predictSummary.ts';
import { doubtWarnings, encodingWarnings } from './doubts.ts';
import { english } from './english.ts';

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
  damaged,
}: PredictSummary): object {
  return {
    task,
    ...(round !== undefined && { round }),
    ...(reading && { reading: readingJson(reading) }),
    ...(damaged !== undefined && { damaged }),
    rows,
    labels: Object.fromEntries(labels.map((label, j) => [label, byLabel[j]])),
    without,
    ...(isLabelled !== undefined && { isLabelled, holdout }),
    problemCount: problems,
    ...(firstProblem && {
      firstProblem: {
        ...(firstProblem.source !== undefined && { file: firstProblem.source }),
        line: firstProblem.line,
        message: english(firstProblem.problem),
      },
    }),
  };
}

/** The detected format of a file of texts, as JSON. */
export function readingJson({ doubts, ...reading }: InputReading): object {
  return {
    ...reading,
    ...(doubts && { doubts: doubts.map(english) }),
  };
}

/** The detected format of a file of texts, with the reasons why it may be wrong. */
export function readingMessages(reading: InputReading, damaged = 0): Message[] {
  const { file, doubts } = reading;
  return [
    message('predict.read', reading),
    ...doubtWarnings(file, doubts),
    ...encodingWarnings(file, damaged),
  ];
}

/**
 * The detected format of the input and the outcome of its rows, one sentence each.
 * @param threshold the given threshold
 */
export function predictSentences(
  { task, rows, without, problems, firstProblem, reading, damaged }: PredictSummary,
  threshold: number | undefined,
): Message[] {
  return [
    ...(reading ? readingMessages(reading, damaged) : []),
    message('predict.written', { rows }),
    ...(threshold === undefined
      ? []
      : [message('predict.below', { rows: without, of: rows, threshold, task })]),
    ...(firstProblem
      ? [
          message('predict.leftOut', {
            rows: problems,
            ...(firstProblem.source !== undefined && { file: firstProblem.source }),
            line: firstProblem.line,
            why: firstProblem.problem,
          }),
        ]
      : []),
  ];
}
