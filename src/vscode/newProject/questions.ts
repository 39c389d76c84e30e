import type { Host } from '../ports.ts';
import { usedFields, type Answers } from './answers.ts';
import { descriptionsQuestion } from './descriptionsStep.ts';
import { contextChoices, idChoices, textChoices, type FieldChoice } from './fieldChoices.ts';
import {
  alikeQuestion,
  columnQuestion,
  emptyQuestion,
  labelsQuestion,
  taskQuestion,
  useQuestion,
} from './labelQuestions.ts';
import { askReading } from './readingStep.ts';
import { Surveys } from './poolSurvey.ts';
import { pickOne, pickMany, type Step } from './wizard.ts';
import { localize } from '../windowLanguage.ts';

/** The questions of New Project from File. Questions with a single possible answer are skipped. */
export function questions(services: Host, path: string): Step<Answers>[] {
  return [
    readingQuestion(services, path),
    textQuestion,
    idQuestion,
    columnQuestion(services, path),
    taskQuestion,
    emptyQuestion,
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
    const joined = await pickMany(
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

const contextQuestion: Step<Answers> = {
  applies: (answers) =>
    contextChoices(answers.inspection, usedFields(answers), localize).length > 0,
  ask: async (answers, place) => {
    const outcome = await pickMany(
      contextChoices(answers.inspection, usedFields(answers), localize),
      () => false,
      localize('Fields to show beside the text, if any'),
      place,
    );
    if (outcome === undefined || outcome === 'back') return outcome;
    return { value: { context: outcome.value.flatMap(({ fields }) => fields) } };
  },
};
