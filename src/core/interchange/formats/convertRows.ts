import { UserError } from '../../errors.ts';
import { message } from '../../messages/messages.ts';
import type { OffsetUnit } from '../../task/offsets.ts';
import {
  isProblem,
  type Format,
  type OpenFile,
  type ReadableFormat,
  type ReadItem,
  type ReadOptions,
  type RecordUnit,
  type Survey,
  type TagScheme,
} from './format.ts';
import type { ExchangeRow } from './exchangeRow.ts';
import { isHoldout, type Split } from './holdoutSplit.ts';
import type { ParquetColumn } from '../parquetTable.ts';
import { judgedRows, surveyRows, type ReadingRules, type SurveyResult } from './survey.ts';
import { countingLosses, Tally } from './tally.ts';

export interface Conversion {
  readonly from: ReadableFormat;
  readonly to: Format;
  readonly reading: ReadOptions;
  readonly rules: ReadingRules;
  readonly split: Split;
  readonly writing: {
    readonly by: RecordUnit;
    readonly scheme: TagScheme;
    readonly unit: OffsetUnit;
  };
}

/**
 * Converts a file from one format to another, row by row. Reads the file twice: the first pass is
 * the survey.
 * @returns the output and a tally of the rows, complete once all output is read
 * @throws UserError if the other format cannot hold the content, or nothing in the file is readable
 */
export async function convertRows(
  file: OpenFile,
  { from, to, reading, rules, split, writing }: Conversion,
): Promise<FileContent & { survey: SurveyResult; tally: Tally }> {
  const survey = await surveyRows(from.read(file, reading), rules);
  const tally = new Tally();
  const items = inSplit(from.read(file, reading), split, tally);
  const rows = judgedRows(items, survey, rules, tally);
  const written = writeRows(rows, { to, survey, writing, tally });
  return { ...written, survey, tally };
}

/** The content of a file. */
export interface FileContent {
  /** For a Parquet file: its rows as JSON. */
  readonly lines: AsyncIterable<string>;
  readonly columns?: readonly ParquetColumn[];
}

export interface Writing {
  readonly to: Format;
  readonly survey: Survey;
  readonly writing: Conversion['writing'];
  /** Counts what the format cannot hold. */
  readonly tally: Pick<Tally, 'lose'>;
}

/**
 * Writes rows in a format.
 * @throws UserError if the format does not support the task, or two labels would become one
 */
export function writeRows(
  rows: AsyncIterable<ExchangeRow>,
  { to, survey, writing, tally }: Writing,
): FileContent {
  const { task } = survey;
  if (!to.tasks.includes(task)) {
    throw new UserError(message('interchange.taskNotHeld', { format: to.title, task }));
  }
  const spellings = spell(to, survey, tally);
  if (task !== 'single' && to.lacks.includes('unusedLabel')) {
    tally.lose('unusedLabel', survey.unused.length);
  }
  const lines = to.write(countingLosses(rows, to, survey, tally), survey, {
    ...writing,
    spell: (label) => spellings.get(label) ?? label,
    lose: tally.lose,
  });
  return { lines, ...(to.columns && { columns: to.columns(survey) }) };
}

/** @throws UserError if two labels would become one */
function spell(
  to: Format,
  { labels, task }: Survey,
  tally: Pick<Tally, 'lose'>,
): Map<string, string> {
  const spellings = new Map<string, string>();
  const taken = new Map<string, string>();
  for (const label of labels) {
    const spelling = to.spell?.(label, task) ?? label;
    const other = taken.get(spelling);
    if (other !== undefined) {
      const params = { format: to.title, label, other, spelling };
      throw new UserError(message('interchange.labelsCollide', params));
    }
    taken.set(spelling, label);
    spellings.set(label, spelling);
    if (spelling !== label) tally.lose('labelNames');
  }
  return spellings;
}

/** The rows of one part of a file; counts the others. */
async function* inSplit(
  items: AsyncIterable<ReadItem>,
  split: Split,
  tally: { apart: number },
): AsyncGenerator<ReadItem> {
  for await (const item of items) {
    const kept = split === 'all' || isProblem(item) || isHoldout(item) === (split === 'holdout');
    if (kept) yield item;
    else tally.apart++;
  }
}
