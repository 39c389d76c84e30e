import { columnsByLabel } from '../../core/pool/flagColumns.ts';
import type { MultiLabelReading } from '../../core/pool/labelForms.ts';
import type { Localize } from '../../core/localize.ts';
import type { PoolSurvey, ValueCount } from '../ports.ts';
import { count } from '../text/numbers.ts';
import { withVisibleCharacters } from './alike.ts';
import type { Answers, LabelColumn } from './answers.ts';

/** A way to read the labels, and what it finds. */
export interface TaskChoice {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly answers: Pick<Answers, 'task' | 'found' | 'column'>;
}

/** Labels named in a line. */
const maxNamed = 8;
const maxLength = 30;

/** Single-label and multi-label readings: the one that the file suggests first, otherwise single-label. */
export function taskChoices(
  column: LabelColumn | undefined,
  language: string,
  localize: Localize,
): TaskChoice[] {
  const singleLabel = localize('One label per record');
  const several = localize('Several labels per record');
  if (column === undefined) {
    return [
      {
        label: singleLabel,
        detail: localize('The labels exclude each other'),
        answers: { task: { task: 'single' }, found: [], column },
      },
      {
        label: several,
        detail: localize('Any number of labels, or none of them'),
        answers: { task: { task: 'multi' }, found: [], column },
      },
    ];
  }
  const formatLabels = (labels: readonly ValueCount[]): string =>
    labelsFound(labels, language, localize);
  if ('columns' in column) {
    const found = labelsOfColumns(column.survey);
    return [
      {
        label: several,
        description: localize('a column of 0 and 1 for each'),
        detail: formatLabels(found),
        answers: { task: { task: 'multi' }, found, column },
      },
      {
        label: singleLabel,
        description: localize('the columns are left out'),
        answers: { task: { task: 'single' }, found: [], column: undefined },
      },
    ];
  }
  const { labels, labelsPassed, multiLabel: readings } = column.survey;
  const { several: lists = 0 } = labelsPassed;
  const single: TaskChoice = {
    label: singleLabel,
    ...(lists > 0 && {
      description: localize('{0} rows with several are left out', count(lists, language)),
    }),
    detail: formatLabels(labels),
    answers: { task: { task: 'single' }, found: labels, column },
  };
  const multi = readings.map((reading): TaskChoice => {
    const { separator } = reading;
    return {
      label: several,
      description: howRead(reading, language, localize),
      detail: formatLabels(reading.labels),
      answers: {
        task: { task: 'multi', ...(separator === undefined ? {} : { separator }) },
        found: reading.labels,
        column,
      },
    };
  });
  const singleValue: TaskChoice = {
    label: several,
    description: localize('each value is one label'),
    detail: formatLabels(labels),
    answers: { task: { task: 'multi' }, found: labels, column },
  };
  const proposed = readings.filter((reading) => reading.proposed).length;
  const hasLists = readings.some(({ separator }) => separator === undefined);
  return [
    ...multi.slice(0, proposed),
    single,
    ...multi.slice(proposed),
    ...(hasLists ? [] : [singleValue]),
  ];
}

function howRead(
  { separator, multiLabelRows }: MultiLabelReading,
  language: string,
  localize: Localize,
): string {
  const rows = count(multiLabelRows, language);
  return separator === undefined
    ? localize('in lists · {0} rows have more than one', rows)
    : localize('separated by “{0}” · {1} rows have more than one', separator, rows);
}

/** "labels found: joy 120 · anger 80 … (28)" */
function labelsFound(labels: readonly ValueCount[], language: string, localize: Localize): string {
  const names = labels.slice(0, maxNamed).map(({ value, rows }) => {
    const name = withVisibleCharacters(value);
    const short = name.length > maxLength ? `${name.slice(0, maxLength)}…` : name;
    return `${short} ${count(rows, language)}`;
  });
  // Labels may contain commas.
  const list = names.join(' · ');
  if (labels.length <= maxNamed) return localize('labels found: {0}', list);
  return localize('labels found: {0} … ({1})', list, count(labels.length, language));
}

/** The labels of columns of 0 and 1, most frequent first. */
function labelsOfColumns({ columns }: Pick<PoolSurvey, 'columns'>): ValueCount[] {
  const names = Object.keys(columnsByLabel(columns.map(({ field }) => field)));
  return names
    .map((value, i) => ({ value, rows: columns[i]!.yes }))
    .sort((a, b) => b.rows - a.rows);
}
