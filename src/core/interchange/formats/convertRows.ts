import { UserError } from '../../errors.ts';
import { message } from '../../messages/messages.ts';
import type { OffsetUnit } from '../../task/offsets.ts';
import type { Format, OpenFile, ReadOptions, RecordUnit, TagScheme } from './format.ts';
import { judgedRows, surveyRows, type ReadingRules, type Surveyed } from './survey.ts';
import { countingLosses, Tally } from './tally.ts';

export interface Conversion {
  readonly from: Format;
  readonly to: Format;
  readonly reading: ReadOptions;
  readonly rules: ReadingRules;
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
  { from, to, reading, rules, writing }: Conversion,
): Promise<{ lines: AsyncIterable<string>; survey: Surveyed; tally: Tally }> {
  const survey = await surveyRows(from.read(file, reading), rules);
  const { task } = survey;
  if (!to.tasks.includes(task)) {
    throw new UserError(message('interchange.taskNotHeld', { format: to.title, task }));
  }
  const tally = new Tally();
  const spellings = spell(to, survey, tally);
  if (task !== 'single' && to.lacks.includes('unusedLabel')) {
    tally.lose('unusedLabel', survey.unused.length);
  }
  const rows = countingLosses(
    judgedRows(from.read(file, reading), survey, rules, tally),
    to,
    survey,
    tally,
  );
  const lines = to.write(rows, survey, {
    ...writing,
    spell: (label) => spellings.get(label) ?? label,
    lose: tally.lose,
  });
  return { lines, survey, tally };
}

/** @throws UserError if two labels would become one */
function spell(to: Format, { labels, task }: Surveyed, tally: Tally): Map<string, string> {
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
