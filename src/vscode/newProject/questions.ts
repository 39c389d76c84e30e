import * as vscode from 'vscode';
import { alikeLabels } from '../../core/labelSet/labelForm.ts';
import type { LabelFieldUse } from '../../core/projectFile/labelField.ts';
import { count } from '../text/numbers.ts';
import type { PoolInspection, Host, ValueCount } from '../ports.ts';
import { mergeAlike, spelledOut } from './alike.ts';
import { descriptionsQuestion } from './descriptionsStep.ts';
import {
  contextChoices,
  idChoices,
  labelFieldChoices,
  textChoices,
  type FieldChoice,
} from './fieldChoices.ts';
import { labelLineOf, labelNamesOf, labelProblem } from './labelInput.ts';
import { askReading } from './readingStep.ts';
import { surveyLabels, Surveys } from './poolSurvey.ts';
import { pickOne, pickSeveral, typeLine, type Step } from './wizard.ts';
import { localize } from '../windowLanguage.ts';

export interface Answers {
  /** How the file is read. */
  readonly inspection: PoolInspection;
  readonly text: readonly string[];
  readonly id?: string;
  readonly labelColumn?: string;
  /** Values of the label column, most frequent first; look-alikes merged if the user agreed. */
  readonly found: readonly ValueCount[];
  /** Labels by the column's values. */
  readonly map: Readonly<Record<string, string>>;
  readonly labels: readonly string[];
  /** By label, if the user wrote one. */
  readonly descriptions: ReadonlyMap<string, string>;
  readonly use: LabelFieldUse;
  readonly context: readonly string[];
}

/** Up to this many labels are edited as a line; more are ticked in a list. */
const maxInOneLine = 30;

/** More labels require a confirmation. */
const usualSet = 300;

/** Look-alikes listed in the question. */
const maxNamed = 6;

const taken = ({ text, id, labelColumn }: Answers): string[] =>
  [...text, id, labelColumn].filter((name) => name !== undefined);
const hasColumn = ({ labelColumn }: Answers): boolean => labelColumn !== undefined;

/** The questions of New Project from File. Questions with a single possible answer are skipped. */
export function questions(services: Host, path: string): Step<Answers>[] {
  return [
    readingQuestion(services, path),
    textQuestion,
    idQuestion,
    columnQuestion(services, path),
    alikeQuestion,
    labelsQuestion,
    descriptionsQuestion,
    useQuestion,
    contextQuestion,
  ];
}

function readingQuestion(services: Host, path: string): Step<Answers> {
  const surveys = new Surveys(services, path);
  return {
    ask: ({ inspection }, place) =>
      askReading(services, path, inspection, surveys, place).then((outcome) =>
        outcome === undefined || outcome === 'back'
          ? outcome
          : { value: { inspection: outcome.value } },
      ),
  };
}

const textQuestion: Step<Answers> = {
  settle: ({ inspection: { fields } }) =>
    fields.length === 1 ? { text: [fields[0]!.name] } : undefined,
  ask: async ({ inspection }, place) => {
    const several: FieldChoice = {
      label: localize('Several fields …'),
      description: localize('joined by a blank line'),
      fields: [],
    };
    const items = [...textChoices(inspection, localize), several];
    const outcome = await pickOne(items, localize('Which field is the text to label?'), place);
    if (outcome === undefined || outcome === 'back') return outcome;
    if (outcome.value !== several) return { value: { text: outcome.value.fields } };
    const joined = await pickSeveral(
      contextChoices(inspection, [], localize),
      ({ fields }) => inspection.guess.text.includes(fields[0]!),
      localize('Fields of the text, joined in the order of the file'),
      place,
    );
    if (joined === undefined || joined === 'back') return joined;
    // If nothing is ticked, the guess is used.
    const fields = joined.value.flatMap((choice) => choice.fields);
    return { value: { text: fields.length > 0 ? fields : items[0]!.fields } };
  },
};

const idQuestion: Step<Answers> = {
  settle: ({ inspection, text }) =>
    idChoices(inspection, text, localize).length === 1 ? {} : undefined,
  ask: async ({ inspection, text }, place) => {
    const items = idChoices(inspection, text, localize);
    const outcome = await pickOne(items, localize('Do the records have an id?'), place);
    if (outcome === undefined || outcome === 'back') return outcome;
    const [id] = outcome.value.fields;
    return { value: id === undefined ? {} : { id } };
  },
};

function columnQuestion(services: Host, path: string): Step<Answers> {
  return {
    settle: (answers) =>
      labelFieldChoices(answers.inspection, taken(answers), localize).length === 1 ? {} : undefined,
    ask: async (answers, place) => {
      const { inspection, text } = answers;
      const items = labelFieldChoices(inspection, taken(answers), localize);
      const placeholder = localize('Does a field hold labels already?');
      const outcome = await pickOne(items, placeholder, place);
      if (outcome === undefined || outcome === 'back') return outcome;
      const [labelColumn] = outcome.value.fields;
      if (labelColumn === undefined) return { value: {} };
      const { format } = inspection;
      const survey = await surveyLabels(services, path, { format, text, label: labelColumn });
      return { value: { labelColumn, found: survey.labels } };
    },
  };
}

const alikeQuestion: Step<Answers> = {
  applies: ({ found }) => alikeLabels(found).length > 0,
  ask: async ({ found }, place) => {
    const groups = alikeLabels(found);
    const named = groups
      .slice(0, maxNamed)
      .map((group) => group.map(({ value }) => `“${spelledOut(value)}”`).join(' = '));
    const more = groups.length > maxNamed ? ['…'] : [];
    const merged = mergeAlike(found);
    const items = [
      {
        label: localize('Take Them as One'),
        description: localize('{0} labels', merged.labels.length),
        detail: [...named, ...more].join(' · '),
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

const labelsQuestion: Step<Answers> = {
  ask: async ({ found }, place) => {
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
        label: spelledOut(value),
        description: localize('{0} rows', count(rows, vscode.env.language)),
        value,
      }));
      const placeholder = localize('The labels of the project: {0} in the file', names.length);
      const outcome = await pickSeveral(
        items,
        () => true,
        placeholder,
        place,
        (ticked) => (ticked.length < 2 ? localize('Two labels at least.') : undefined),
      );
      if (outcome === undefined || outcome === 'back') return outcome;
      return { value: { labels: outcome.value.map(({ value }) => value) } };
    }
    const outcome = await typeLine(
      names.length > maxInOneLine ? '' : labelLineOf(names),
      localize('The labels, separated by commas. Keys 1, 2, 3 … are given in this order.'),
      localize('Refund, Delivery, Other'),
      (line) => labelProblem(line, localize),
      place,
    );
    if (outcome === undefined || outcome === 'back') return outcome;
    return { value: { labels: labelNamesOf(outcome.value) } };
  },
};

const useQuestion: Step<Answers> = {
  applies: hasColumn,
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
    const placeholder = localize('What about the labels that are there?');
    const outcome = await pickOne(uses, placeholder, place);
    if (outcome === undefined || outcome === 'back') return outcome;
    return { value: { use: outcome.value.use } };
  },
};

const contextQuestion: Step<Answers> = {
  applies: (answers) => contextChoices(answers.inspection, taken(answers), localize).length > 0,
  ask: async (answers, place) => {
    const outcome = await pickSeveral(
      contextChoices(answers.inspection, taken(answers), localize),
      () => false,
      localize('Fields to show beside the text, if any'),
      place,
    );
    if (outcome === undefined || outcome === 'back') return outcome;
    return { value: { context: outcome.value.flatMap(({ fields }) => fields) } };
  },
};
