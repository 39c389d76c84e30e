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
 * Turns a file of one format into another, row by row. The file is read twice: once for what has to be known
 * beforehand.
 * @returns what to write, and what became of the rows, which is complete once everything is written
 * @throws UserError if the other format does not hold what the file says, or the file has nothing that could be read
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

/** @throws UserError where two labels would become one */
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
