import * as vscode from 'vscode';
import {
  nameChoiceOf,
  type AnswerRules,
  type AnswersInFile,
  type AnswersReading,
  type NameChoice,
} from '../../core/interchange/answersInFile.ts';
import { labelForm } from '../../core/labelForm.ts';
import type { Host } from '../ports.ts';
import {
  answersCount,
  answersFound,
  conflictsCount,
  labelsListed,
  leftOut,
  rejectionsCount,
} from '../text/answersFound.ts';
import { textOf } from '../text/messages/textOf.ts';
import { localize } from '../windowLanguage.ts';
import { labelNamesOf } from './labelInput.ts';

/** Beyond this many labels, or if most answers have distinct ones, the texts are offered first. */
const usualSet = 300;
const fewAnswers = 20;

/** The answers of a file and the rules to take them over. */
export interface TakenAnswers {
  readonly reading: AnswersReading;
  readonly rules: AnswerRules;
}

type Item = vscode.QuickPickItem & {
  readonly chosen: AnswersReading | 'rejectAs' | 'names' | 'texts';
};

/**
 * Offers to take over the answers in a file of this or another tool.
 * @param target names of the files to be written, for display
 * @returns 'texts' if the file has no answers or the user wants only its texts; undefined if cancelled
 */
export async function askAnswers(
  services: Pick<Host, 'answersInFile'>,
  path: string,
  target: readonly string[],
): Promise<TakenAnswers | 'texts' | undefined> {
  const name = path.split(/[/\\]/).at(-1)!;
  let rules: AnswerRules = {};
  for (;;) {
    const survey = await readAnswers(services, path, rules);
    if (!survey) return 'texts';
    const choice = nameChoiceOf(survey.problem);
    if (choice) {
      const furtherRules = await askChoice(choice);
      if (!furtherRules) return undefined;
      rules = { ...rules, ...furtherRules };
      continue;
    }
    const items = itemsOf(survey, target);
    const [first] = survey.readings;
    const picked = await vscode.window.showQuickPick(items, {
      title: localize('New Project from {0}', name),
      placeHolder: first
        ? answersFound(survey.title, first, vscode.env.language, localize)
        : localize('{0}, which has labels', survey.title),
      ignoreFocusOut: true,
    });
    if (!picked) return undefined;
    const { chosen } = picked;
    if (chosen === 'texts') return 'texts';
    if (typeof chosen === 'object') return { reading: chosen, rules };
    const supplement =
      chosen === 'names' ? await askNames(survey.unnamed!) : await askRejectAs(first!);
    if (!supplement) return undefined;
    rules = { ...rules, ...supplement };
  }
}

function itemsOf({ readings, unnamed, problem }: AnswersInFile, target: readonly string[]): Item[] {
  const { language } = vscode.env;
  const texts: Item = {
    label: `$(list-flat) ${localize('Only the Texts')}`,
    detail: problem
      ? textOf(problem, localize)
      : localize('The file itself is the pool; its fields are asked one by one'),
    chosen: 'texts',
  };
  if (unnamed) {
    const names: Item = {
      label: `$(edit) ${localize('Name the Labels …')}`,
      detail: localize('The file has numbers in place of labels: {0}', unnamed.join(', ')),
      chosen: 'names',
    };
    return [names, texts];
  }
  const written = localize('Writes {0}', target.join(', '));
  const usable = readings.filter(({ isEnough }) => isEnough);
  const choices = usable.map((reading): Item => ({
    label: `$(check) ${
      reading.task === 'single'
        ? localize('Take Over the Answers: One Label a Record')
        : localize('Take Over the Answers: Several Labels a Record')
    }`,
    description: [
      answersCount(reading.answers, language, localize),
      ...(reading.conflicts > 0 ? [conflictsCount(reading.conflicts, language, localize)] : []),
      ...leftOut(reading, language, localize),
    ].join(' · '),
    detail: `${labelsListed(reading.labels, language, localize)} · ${written}`,
    chosen: reading,
  }));
  const rejections = readings.find(({ rejected }) => rejected > 0);
  const second: Item[] = rejections
    ? [
        {
          label: `$(edit) ${localize('One Label a Record, with a Label for Rejections …')}`,
          description: rejectionsCount(rejections.rejected, language, localize),
          detail: localize('Records to which the label does not apply get another one'),
          chosen: 'rejectAs',
        },
      ]
    : [];
  return readings[0] && areMany(readings[0])
    ? [texts, ...choices, ...second]
    : [...choices, ...second, texts];
}

function areMany({ labels, answers }: AnswersReading): boolean {
  return labels.length > usualSet || (answers >= fewAnswers && labels.length * 2 > answers);
}

function readAnswers(
  services: Pick<Host, 'answersInFile'>,
  path: string,
  rules: AnswerRules,
): Promise<AnswersInFile | undefined> {
  const title = localize('Looking for answers in {0}', path.split(/[/\\]/).at(-1)!);
  const location = vscode.ProgressLocation.Notification;
  return Promise.resolve(
    vscode.window.withProgress({ location, title, cancellable: true }, (_, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return services.answersInFile(path, rules, { signal: abort.signal });
    }),
  );
}

/** Asks which question or which field is meant. */
export async function askChoice({ of, names }: NameChoice): Promise<AnswerRules | undefined> {
  const titles = {
    question: localize('The question whose answers are taken over'),
    textField: localize('The field with the text'),
    labelField: localize('The field with the label'),
  };
  const name = await vscode.window.showQuickPick(names, {
    title: titles[of],
    ignoreFocusOut: true,
  });
  return name === undefined ? undefined : { [of]: name };
}

/** Asks for the names of labels that the file gives as numbers. */
export async function askNames(ids: readonly string[]): Promise<AnswerRules | undefined> {
  const line = await vscode.window.showInputBox({
    title: localize('Names of the labels'),
    prompt: localize('The names of {0}, in this order, separated by commas', ids.join(', ')),
    ignoreFocusOut: true,
    validateInput: (value) => {
      const labelCount = labelNamesOf(value).length;
      return labelCount === ids.length
        ? undefined
        : localize('{0} of {1} names', labelCount, ids.length);
    },
  });
  if (line === undefined) return undefined;
  const names = labelNamesOf(line);
  return { names: Object.fromEntries(ids.map((id, i) => [id, names[i]!])) };
}

/** Asks for the label of rejected records. */
export async function askRejectAs({
  labels,
}: Pick<AnswersReading, 'labels'>): Promise<AnswerRules | undefined> {
  const name = await vscode.window.showInputBox({
    title: localize('The label of rejected records'),
    prompt: localize('The label for records to which {0} does not apply', labels.join(', ')),
    placeHolder: localize('Other'),
    ignoreFocusOut: true,
    validateInput: (value) =>
      labelForm(value) === '' ? localize('Enter at least one label.') : undefined,
  });
  return name === undefined ? undefined : { rejectAs: labelForm(name) };
}
