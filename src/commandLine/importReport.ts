import { basename, dirname, join } from 'node:path';
import { changesNothing, type ImportCounts } from '../core/interchange/answersPlan.ts';
import { fileOutcomes, outcomesIn } from '../core/interchange/importOutcomes.ts';
import type { Message } from '../core/messages/message.ts';
import { message } from '../core/messages/messages.ts';
import { projectNameOf, textsNameFor } from '../core/projectFile/projectNames.ts';
import type { ImportResult } from '../host/importToProject.ts';
import { encodingWarnings } from './doubts.ts';
import { english } from './english.ts';
import type { ImportArguments } from './importArguments.ts';

/** The output of `import --json`. */
export function importedJson({ counts, title, created, step }: ImportResult): object {
  const { unknownLabels, otherFields: _, problems, unplaced, refused, ...numbers } = counts;
  const problemsJson = (rows: ImportCounts['problems']) =>
    rows.map(({ line, source, problem }) => ({
      ...(source !== undefined && { file: source }),
      line,
      message: english(problem),
    }));
  return {
    format: title,
    ...numbers,
    unknownLabels: Object.fromEntries(unknownLabels.map(({ label, count }) => [label, count])),
    createdLabels: created,
    unplaced: problemsJson(unplaced),
    problems: problemsJson(problems),
    problemCount: refused,
    step: step ?? null,
  };
}

/** Counts of the rows by outcome, one sentence per line. */
export function importedText(
  { counts, title, created, guessed }: ImportResult,
  { request, dryRun, project }: Pick<ImportArguments, 'request' | 'dryRun' | 'project'>,
): string {
  const { rows, answers, skipped, conflicts, unknownLabels, problems, refused, pool } = counts;
  const { unplaced } = counts;
  const similarLabels = unknownLabels.flatMap(({ label, like }) =>
    like === undefined ? [] : [{ label, like }],
  );
  const { files = [] } = counts;
  const file =
    files.length === 0
      ? basename(request.file)
      : english(message('import.files', { count: files.length }));
  const otherOutcomes = outcomesIn(counts);
  const unlistedProblems = refused - problems.length;
  const unlistedIds = counts.unplacedCount - unplaced.length;
  const { as } = request;
  const sentences: Message[] = [
    ...(unlistedProblems > 0
      ? [message('interchange.moreProblems', { count: unlistedProblems })]
      : []),
    ...(unlistedIds > 0 ? [message('import.moreIds', { count: unlistedIds })] : []),
    ...files.map(fileOutcomes),
    message('import.done', { file, format: title, rows, answers, skipped, dryRun, as }),
    ...encodingWarnings(file, counts.damaged, guessed),
    ...nothingImported(counts, { file, title, dryRun }),
    ...(otherOutcomes.length > 0 ? [message('import.others', { counts: otherOutcomes })] : []),
    ...(pool ? [message('import.wrote', { project, pool: textsOf(project), file, ...pool })] : []),
    ...(created.length > 0 ? [message('import.created', { labels: created, dryRun })] : []),
    ...(unknownLabels.length > 0
      ? [message('import.unknownLabels', { labels: unknownLabels })]
      : []),
    ...(similarLabels.length > 0 ? [message('import.alikeLabels', { labels: similarLabels })] : []),
    ...(conflicts > 0 ? [message('import.conflicts', { count: conflicts, dryRun })] : []),
  ];
  const lines = [...problems, ...unplaced].map(
    ({ line, source = file, problem }) => `${source}:${line}: ${english(problem)}`,
  );
  return [...lines, ...sentences.map(english)].join('\n');
}

/** The file of texts that `import --new` writes beside the project file. */
function textsOf(project: string): string {
  return join(dirname(project), textsNameFor(projectNameOf(project)));
}

/** The reason why nothing is imported, followed by the counts. */
function nothingImported(
  counts: ImportCounts,
  {
    file,
    title,
    dryRun,
  }: { readonly file: string; readonly title: string; readonly dryRun: boolean },
): Message[] {
  if (!changesNothing(counts)) return [];
  const { rows, unlabelled, otherFields: fields, problems } = counts;
  const [first] = problems;
  if (rows === 0) {
    const params = first && { file, format: title, line: first.line, why: first.problem };
    return [
      params ? message('interchange.nothingRead', params) : message('interchange.noRows', { file }),
    ];
  }
  return unlabelled === rows
    ? [message('import.noAnswers', { file, fields })]
    : [message('import.nothing', { file, dryRun })];
}
