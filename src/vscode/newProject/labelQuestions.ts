import * as vscode from 'vscode';
import { alikeLabels } from '../../core/labelForm.ts';
import { fewestLabels } from '../../core/projectFile/projectFile.ts';
import type { EmptyMeaning, LabelFieldUse } from '../../core/projectFile/labelField.ts';
import { shownName } from '../text/readingText.ts';
import { count } from '../text/numbers.ts';
import type { Host } from '../ports.ts';
import { mergeAlike, withVisibleCharacters } from './alike.ts';
import { usedFields, type Answers } from './answers.ts';
import { flagChoices, labelFieldChoices, type FieldChoice } from './fieldChoices.ts';
import { labelLineOf, labelNamesOf, labelProblem } from './labelInput.ts';
import { surveyLabels } from './poolSurvey.ts';
import { taskChoices } from './taskChoices.ts';
import {
  pickOne,
  pickMany,
  typeLine,
  type Step,
  type StepOutcome,
  type StepPlace,
} from './wizard.ts';
import { localize } from '../windowLanguage.ts';

/** Up to this many labels are edited as a line; more are ticked in a list. */
const maxInOneLine = 30;

/** More labels require a confirmation. */
const usualSet = 300;

/** Look-alikes listed in the question. */
const maxNamed = 6;

/** Asks where labels are already: in a field, or in columns of 0 and 1. */
export function columnQuestion(services: Host, path: string): Step<Answers> {
  const itemsOf = (answers: Answers): FieldChoice[] => {
    const { inspection } = answers;
    const fields = labelFieldChoices(inspection, usedFields(answers), localize);
    const { guessed, remaining } = flagChoices(inspection, usedFields(answers), localize);
    return [...guessed, ...fields, ...remaining];
  };
  return {
    settle: (answers) => (itemsOf(answers).length === 1 ? {} : undefined),
    ask: async (answers, place) => {
      const { inspection, text } = answers;
      const placeholder = localize('Does a field hold labels already?');
      const outcome = await pickOne(itemsOf(answers), placeholder, place);
      if (outcome === undefined || outcome === 'back') return outcome;
      const location = await whereOf(outcome.value, place);
      if (location === undefined || location === 'back') return location;
      if (location.value === undefined) return { value: {} };
      const { format } = inspection;
      const survey = await surveyLabels(services, path, { format, text, ...location.value });
      return { value: { column: { ...location.value, survey } } };
    },
  };
}

type LabelLocation = { readonly label: string } | { readonly columns: readonly string[] };

/** Undefined for a file without labels. */
async function whereOf(
  { fields, isGroup }: FieldChoice,
  place: StepPlace,
): Promise<StepOutcome<LabelLocation | undefined>> {
  if (isGroup) return askColumns(fields, place);
  const [label] = fields;
  return { value: label === undefined ? undefined : { label } };
}

async function askColumns(
  fields: readonly string[],
  place: StepPlace,
): Promise<StepOutcome<LabelLocation>> {
  const items = fields.map((field) => ({ label: shownName(field), field }));
  const outcome = await pickMany(
    items,
    () => true,
    localize('Columns of 0 and 1 that are labels'),
    { ...place, canGoBack: true },
    (ticked) => (ticked.length === 0 ? localize('One column at least.') : undefined),
  );
  if (outcome === undefined || outcome === 'back') return outcome;
  return { value: { columns: outcome.value.map(({ field }) => field) } };
}

/** Always asked, with the labels that each reading finds: a file never shows for certain. */
export const taskQuestion: Step<Answers> = {
  ask: async ({ column }, place) => {
    const items = taskChoices(column, vscode.env.language, localize);
    const placeholder = localize('Can a record have several labels?');
    const outcome = await pickOne(items, placeholder, place);
    if (outcome === undefined || outcome === 'back') return outcome;
    return { value: outcome.value.answers };
  },
};

/** Rows without labels, or empty cells of columns. */
function emptyIn({ column }: Answers): number {
  if (column === undefined) return 0;
  return 'label' in column
    ? column.survey.empty
    : column.survey.columns.reduce((sum, { empty }) => sum + empty, 0);
}

export const emptyQuestion: Step<Answers> = {
  applies: (answers) => answers.task.task === 'multi' && emptyIn(answers) > 0,
  ask: async (answers, place) => {
    const empty = count(emptyIn(answers), vscode.env.language);
    const isField = answers.column !== undefined && 'label' in answers.column;
    const items: (vscode.QuickPickItem & { readonly empty: EmptyMeaning })[] = isField
      ? [
          {
            label: localize('Not labelled yet'),
            detail: localize('These records are asked like all others'),
            empty: 'unlabelled',
          },
          {
            label: localize('None of the labels'),
            detail: localize('Somebody looked at these records, and no label applies'),
            empty: 'none',
          },
        ]
      : [
          {
            label: localize('Unknown'),
            detail: localize('Nobody judged whether this label applies'),
            empty: 'unlabelled',
          },
          {
            label: localize('The same as 0'),
            detail: localize('The label does not apply'),
            empty: 'none',
          },
        ];
    const placeholder = isField
      ? localize('{0} rows have no label. What does that mean?', empty)
      : localize('{0} cells of these columns are empty. What does that mean?', empty);
    const outcome = await pickOne(items, placeholder, place);
    if (outcome === undefined || outcome === 'back') return outcome;
    return { value: { empty: outcome.value.empty } };
  },
};

export const alikeQuestion: Step<Answers> = {
  applies: ({ found, column }) =>
    column !== undefined && 'label' in column && alikeLabels(found).length > 0,
  ask: async ({ found }, place) => {
    const groups = alikeLabels(found);
    const groupNames = groups
      .slice(0, maxNamed)
      .map((group) => group.map(({ value }) => `“${withVisibleCharacters(value)}”`).join(' = '));
    const ellipsis = groups.length > maxNamed ? ['…'] : [];
    const merged = mergeAlike(found);
    const items = [
      {
        label: localize('Merge Them'),
        description: localize('{0} labels', merged.labels.length),
        detail: [...groupNames, ...ellipsis].join(' · '),
        value: { found: merged.labels, map: merged.map },
      },
      {
        label: localize('Keep Them Apart'),
        description: localize('{0} labels', found.length),
        value: {},
      },
    ];
    const outcome = await pickOne(
      items,
      localize('Some labels look alike. Are they the same?'),
      place,
    );
    if (outcome === undefined || outcome === 'back') return outcome;
    return { value: outcome.value.value };
  },
};

export const labelsQuestion: Step<Answers> = {
  ask: async ({ found, task }, place) => {
    const least = fewestLabels[task.task];
    const separator = task.task === 'multi' ? task.separator : undefined;
    const names = found.map(({ value }) => value);
    let typed = names.length <= maxInOneLine;
    if (names.length > usualSet) {
      const items = [
        { label: localize('Use All {0} as Labels', names.length), own: false },
        { label: localize('Type the Labels Myself'), own: true },
      ];
      const placeholder = localize('The field has {0} values. Are they labels?', names.length);
      const outcome = await pickOne(items, placeholder, place);
      if (outcome === undefined || outcome === 'back') return outcome;
      if (!outcome.value.own) return { value: { labels: names } };
      typed = true;
    }
    if (!typed) {
      const items = found.map(({ value, rows }) => ({
        label: withVisibleCharacters(value),
        description: localize('{0} rows', count(rows, vscode.env.language)),
        value,
      }));
      const placeholder = localize('The labels of the project: {0} in the file', names.length);
      const outcome = await pickMany(
        items,
        () => true,
        placeholder,
        place,
        (ticked) => tooFew(ticked.length, least),
      );
      if (outcome === undefined || outcome === 'back') return outcome;
      return { value: { labels: outcome.value.map(({ value }) => value) } };
    }
    const outcome = await typeLine(
      names.length > maxInOneLine ? '' : labelLineOf(names),
      localize('The labels, separated by commas. Keys 1, 2, 3 … are given in this order.'),
      localize('Refund, Delivery, Other'),
      (line) => labelProblem(line, localize, { least, separator }),
      place,
    );
    if (outcome === undefined || outcome === 'back') return outcome;
    return { value: { labels: labelNamesOf(outcome.value) } };
  },
};

function tooFew(ticked: number, least: number): string | undefined {
  if (ticked >= least) return undefined;
  return least === 1
    ? localize('Enter at least one label.')
    : localize('Enter at least two labels.');
}

export const useQuestion: Step<Answers> = {
  applies: ({ column }) => column !== undefined,
  ask: async (_, place) => {
    const uses: (vscode.QuickPickItem & { use: LabelFieldUse })[] = [
      {
        label: localize('Import as annotations'),
        detail: localize('A person gave them; they count as labelled and train the model'),
        use: 'annotations',
      },
      {
        label: localize('Show as suggestions'),
        detail: localize('Shown with the record; each one is still asked'),
        use: 'suggestions',
      },
      {
        label: localize('Ignore'),
        detail: localize('Only the names of the labels are taken from the field'),
        use: 'ignore',
      },
    ];
    const placeholder = localize('What should happen to the existing labels?');
    const outcome = await pickOne(uses, placeholder, place);
    if (outcome === undefined || outcome === 'back') return outcome;
    return { value: { use: outcome.value.use } };
  },
};
