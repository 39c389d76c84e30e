import { basename } from 'node:path';
import { message } from '../core/messages/messages.ts';
import type { Message } from '../core/messages/message.ts';
import { encodingWarnings } from './doubts.ts';
import type { ConvertArguments } from './convertArguments.ts';
import type { ConversionResult } from './convertFile.ts';
import { english } from './english.ts';

/** The output of `convert --json`. */
export function convertedJson({ from, to, survey, tally }: ConversionResult): object {
  return {
    from: from.name,
    to: to.name,
    task: survey.task,
    rows: tally.rows,
    answers: tally.answers,
    skipped: tally.skipped,
    unlabelled: tally.unlabelled,
    spans: tally.spans,
    labels: Object.fromEntries(survey.labels.map((label) => [label, tally.labels.get(label) ?? 0])),
    conflicts: tally.conflicts,
    repeated: tally.repeated,
    rejected: tally.rejected,
    moved: tally.moved,
    mended: tally.mended,
    damaged: tally.damaged,
    otherSplit: tally.apart,
    lost: Object.fromEntries(tally.lost),
    problems: tally.problems.map(({ line, problem }) => ({
      line,
      message: english(problem),
    })),
    problemCount: tally.refused,
    disagreements: tally.disagreements.map(({ line, problem }) => ({
      line,
      message: english(problem),
    })),
  };
}

/** Counts of the rows by outcome, one sentence per line. */
export function convertedText(
  { from, to, survey, tally, guessed }: ConversionResult,
  { input, split }: Pick<ConvertArguments, 'input' | 'split'>,
): string {
  const name = input === '-' ? '-' : basename(input);
  const { problems, refused, rejected, moved, mended, lost, conflicts, repeated } = tally;
  const unlistedProblems = refused - problems.length;
  const sentences: Message[] = [
    ...(unlistedProblems > 0
      ? [message('interchange.moreProblems', { count: unlistedProblems })]
      : []),
    message('interchange.converted', {
      rows: tally.rows,
      answers: tally.answers,
      ...(survey.task === 'spans' ? { spans: tally.spans } : {}),
      skipped: tally.skipped,
      unlabelled: tally.unlabelled,
      from: from.title,
      to: to.title,
    }),
    ...encodingWarnings(name, tally.damaged, guessed),
    ...(conflicts > 0 ? [message('interchange.conflicts', { count: conflicts })] : []),
    ...(repeated > 0 ? [message('interchange.repeated', { count: repeated })] : []),
    ...(rejected > 0 ? [message('interchange.rejected', { count: rejected })] : []),
    ...(moved > 0 ? [message('interchange.moved', { count: moved })] : []),
    ...(mended > 0 ? [message('interchange.mended', { count: mended })] : []),
    ...(tally.apart > 0 ? [message('interchange.otherSplit', { split, count: tally.apart })] : []),
    ...(from.name === 'conll' ? [message('interchange.wordsJoined', {})] : []),
    ...(lost.size > 0
      ? [
          message('interchange.lost', {
            format: to.title,
            losses: [...lost].map(([what, count]) => ({ what, count })),
          }),
        ]
      : []),
  ];
  const lines = [...problems, ...tally.disagreements].map(
    ({ line, problem }) => `${name}:${line}: ${english(problem)}`,
  );
  return [...lines, ...sentences.map(english)].join('\n');
}

/** Whether anything in the input is missing from the output. */
export function losesSomething({ tally }: ConversionResult): boolean {
  return tally.lost.size + tally.refused + tally.rejected + tally.repeated > 0;
}
