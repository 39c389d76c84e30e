import * as vscode from 'vscode';
import { userMessageOf } from '../../core/errors.ts';
import {
  nameChoiceOf,
  type AnswerRules,
  type NameChoice,
} from '../../core/interchange/answersInFile.ts';
import type { ImportCounts, ImportRequest } from '../../core/interchange/answersPlan.ts';
import { notSeparated } from '../../core/interchange/formats/separated.ts';
import { labelNames } from '../../core/labels.ts';
import { fileOutcomes } from '../../core/interchange/importOutcomes.ts';
import { message, paramsOf } from '../../core/messages/messages.ts';
import { askNames, askRejectAs, askChoice } from '../newProject/answersStep.ts';
import { choosePoolFiles } from '../newProject/choosePool.ts';
import type { ImportWork, Session } from '../ports.ts';
import type { Project } from '../project/project.ts';
import { importSummary } from '../text/importSummary.ts';
import { count } from '../text/numbers.ts';
import { textOf } from '../text/messages/textOf.ts';
import { localize } from '../windowLanguage.ts';
import { alikeIn, itemsOf } from './importItems.ts';
import { reportTo } from './reportTo.ts';
import { requireSaved } from '../project/labelSteps.ts';
import { undoAndReport } from './undoImport.ts';

type Files = readonly [vscode.Uri, ...vscode.Uri[]];

/**
 * Import Answers…: previews the import of files, asks about labels that the project does not have, and
 * imports them as one step.
 */
export async function importAnswers(
  project: Project,
  uris: readonly vscode.Uri[] = [],
): Promise<void> {
  const [file, ...more] =
    uris.length > 0
      ? uris
      : await choosePoolFiles(
          localize('Import answers into {0}', project.name),
          localize('A file of Prodigy, doccano, Label Studio, Argilla, CSV, Marginalia …'),
          true,
        );
  if (!file) return;
  const files: Files = [file, ...more];
  const session = await project.open();
  const name =
    more.length === 0
      ? file.path.split('/').at(-1)!
      : textOf(message('import.files', { count: files.length }), localize);
  let rules: AnswerRules = {};
  let createLabels = false;
  for (;;) {
    const plan = await dryRun(
      project,
      session,
      requestOf(project, files, rules, 'annotations', createLabels),
      name,
    );
    if ('unnamed' in plan) {
      const names = await askNames(plan.unnamed);
      if (!names) return;
      rules = { ...rules, ...names };
      continue;
    }
    if ('predictions' in plan) {
      await importPredictions(project, session, files, rules, name);
      return;
    }
    if ('separator' in plan) {
      const separator = await askSeparator(plan.separator, name, project.name);
      if (separator === undefined) return;
      rules = { ...rules, separator };
      continue;
    }
    if ('choices' in plan) {
      const furtherRules = await askAll(plan.choices);
      if (!furtherRules) return;
      rules = { ...rules, ...furtherRules };
      continue;
    }
    const items = [...itemsOf(plan), ...rowsOfFiles(plan)];
    if (!items.some(({ action }) => action !== undefined)) return notifyNothingImported(plan, name);
    const picked = await vscode.window.showQuickPick(items, {
      title: localize('Import {0} into {1}', name, project.name),
      placeHolder: importSummary(plan, vscode.env.language, localize).join(', '),
      ignoreFocusOut: true,
    });
    if (!picked) return;
    switch (picked.action) {
      case undefined:
        break;
      case 'annotations':
      case 'suggestions':
        await importNow(
          project,
          requestOf(project, files, rules, picked.action, createLabels),
          name,
        );
        return;
      case 'newProject':
        await vscode.commands.executeCommand('marginalia.newProject', file);
        return;
      case 'labels':
        {
          const furtherRules = await askLabels(project, plan, rules);
          if (furtherRules === 'create') createLabels = true;
          else rules = furtherRules ?? rules;
        }
        break;
      case 'alike':
        rules = { ...rules, names: { ...rules.names, ...alikeIn(plan) } };
        break;
      case 'labelField': {
        const field = await askChoice({ of: 'labelField', names: plan.otherFields });
        rules = { ...rules, ...field };
        break;
      }
      case 'rejectAs': {
        const labels = labelNames(project.file!.labels);
        const rejectAs = await askRejectAs({ labels });
        rules = { ...rules, ...rejectAs };
        break;
      }
      case 'problems':
        await showProblems(plan, name);
    }
  }
}

function requestOf(
  project: Project,
  [file, ...more]: Files,
  { names = {}, rejectAs, ...fields }: AnswerRules,
  as: ImportRequest['as'],
  createLabels = false,
): ImportRequest {
  return {
    file: file.fsPath,
    ...(more.length > 0 && { more: more.map(({ fsPath }) => fsPath) }),
    rules: {
      names: new Map(Object.entries(names)),
      empty: 'unlabelled',
      // Of several labels per record, the separator is asked if a field seems to contain one.
      ...(project.file!.task !== 'multi' && { separator: notSeparated }),
      ...(rejectAs !== undefined && { rejectAs }),
      ...fields,
    },
    as,
    createLabels,
    replace: false,
  };
}

/** The rows of each file of several; choosing one does nothing. */
function rowsOfFiles({
  files = [],
}: ImportCounts): (vscode.QuickPickItem & { action?: undefined })[] {
  if (files.length === 0) return [];
  const kind = vscode.QuickPickItemKind.Separator;
  return [
    { label: localize('the rows of each file'), kind },
    ...files.map((counts) => ({ label: `$(file) ${textOf(fileOutcomes(counts), localize)}` })),
  ];
}

/** Undefined if the user cancels. */
async function askAll(choices: readonly NameChoice[]): Promise<AnswerRules | undefined> {
  let rules: AnswerRules = {};
  for (const question of choices) {
    const usedNames = Object.values(rules);
    const furtherRules = await askChoice({
      ...question,
      names: question.names.filter((name) => !usedNames.includes(name)),
    });
    if (!furtherRules) return undefined;
    rules = { ...rules, ...furtherRules };
  }
  return rules;
}

/** The separator of labels that seem to be joined; undefined if the user cancels. */
async function askSeparator(
  found: string,
  name: string,
  project: string,
): Promise<string | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: localize('separated by “{0}”', found), separator: found },
      { label: localize('each value is one label'), separator: notSeparated },
    ],
    {
      title: localize('Import {0} into {1}', name, project),
      placeHolder: localize('A field seems to hold several labels. How are they written?'),
      ignoreFocusOut: true,
    },
  );
  return picked?.separator;
}

/** Predictions are not answers: they can only be shown with the records. */
async function importPredictions(
  project: Project,
  session: Session,
  files: Files,
  rules: AnswerRules,
  name: string,
): Promise<void> {
  const request = requestOf(project, files, rules, 'suggestions');
  const plan = await dryRun(project, session, request, name);
  if (!('answers' in plan)) return;
  const items = itemsOf(plan).filter(
    ({ action }) => action === 'suggestions' || action === 'problems',
  );
  const what = localize(
    'A model’s predictions are not answers, but they can be shown with the records',
  );
  if (!items.some(({ action }) => action === 'suggestions')) {
    notifyNothingImported(plan, name);
    return;
  }
  for (;;) {
    const picked = await vscode.window.showQuickPick(items, {
      title: localize('Import {0} into {1}', name, project.name),
      placeHolder: `${what}: ${importSummary(plan, vscode.env.language, localize).join(', ')}`,
      ignoreFocusOut: true,
    });
    if (picked?.action === 'suggestions') await importNow(project, request, name);
    if (picked?.action !== 'problems') return;
    await showProblems(plan, name);
  }
}

/** The plan of the import, or what to ask first. */
async function dryRun(
  project: Project,
  session: Session,
  request: ImportRequest,
  name: string,
): Promise<
  | ImportCounts
  | { readonly unnamed: readonly string[] }
  | { readonly choices: readonly NameChoice[] }
  | { readonly predictions: true }
  | { readonly separator: string }
> {
  try {
    return await withWork(project, localize('Looking for answers in {0}', name), (work) =>
      session.planImport(request, work),
    );
  } catch (error) {
    const problem = userMessageOf(error);
    if (paramsOf(problem, 'import.predictions')) return { predictions: true };
    const separator = paramsOf(problem, 'interchange.joinedLabels')?.separator;
    if (separator !== undefined) return { separator };
    const choice = nameChoiceOf(problem);
    if (choice) return { choices: [choice] };
    const unknown = paramsOf(problem, 'interchange.notRecognised')?.fields ?? [];
    if (unknown.length > 0) {
      return {
        choices: [
          { of: 'textField', names: unknown },
          { of: 'labelField', names: unknown },
        ],
      };
    }
    const ids = paramsOf(problem, 'interchange.labelIds')?.ids;
    if (!ids) throw error;
    return { unnamed: ids };
  }
}

/** Imports and reports the result, with an Undo button. */
async function importNow(project: Project, request: ImportRequest, name: string): Promise<void> {
  const session = await project.open();
  if (request.createLabels) await requireSaved(project.uri);
  const { counts, step, suggested } = await withWork(
    project,
    localize('Importing {0}', name),
    (work) => session.importAnswers(request, work),
  );
  // The import may have added labels to the project file.
  if (request.createLabels) await project.refresh();
  const summary = importSummary(counts, vscode.env.language, localize).join(', ');
  const undoable =
    suggested !== undefined ? { suggested } : step !== undefined ? { step } : undefined;
  const undo = localize('Undo');
  const decide = localize('Decide Conflicts');
  const buttons = [...(counts.conflicts > 0 ? [decide] : []), ...(undoable ? [undo] : [])];
  const sentence = `${name}: ${summary}.`;
  void vscode.window.showInformationMessage(sentence, ...buttons).then((chosen) => {
    if (chosen === decide) {
      void vscode.commands.executeCommand('marginalia.decideConflicts', project);
    } else if (chosen === undo && undoable) void undoAndReport(project, undoable, name);
  });
}

function withWork<T>(
  { file }: Project,
  title: string,
  work: (options: ImportWork) => Promise<T>,
): Promise<T> {
  const labels = labelNames(file!.labels);
  const location = vscode.ProgressLocation.Notification;
  return Promise.resolve(
    vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return work({ labels, signal: abort.signal, onProgress: reportTo(progress) });
    }),
  );
}

/** Warns that a file has no rows or nothing new. */
function notifyNothingImported(plan: ImportCounts, name: string): void {
  const summary = importSummary(plan, vscode.env.language, localize).join(', ');
  void vscode.window.showWarningMessage(
    plan.rows === 0
      ? plan.files
        ? localize('{0} have no rows.', name)
        : localize('{0} has no rows.', name)
      : localize('There is nothing to import in {0}: {1}.', name, summary),
  );
}

/** Undefined if the user cancels. */
async function askLabels(
  project: Project,
  { unknownLabels }: ImportCounts,
  rules: AnswerRules,
): Promise<AnswerRules | 'create' | undefined> {
  const labelList = unknownLabels.map(({ label }) => label).join(', ');
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: localize('Add Them to the Project'),
        detail: labelList,
        then: 'create' as const,
      },
      {
        label: localize('Map Them to Project Labels …'),
        detail: localize('Choose a project label for each'),
        then: 'map' as const,
      },
    ],
    { title: localize('Labels that the project does not have'), ignoreFocusOut: true },
  );
  if (!picked) return undefined;
  if (picked.then === 'create') return 'create';
  const names: Record<string, string> = { ...rules.names };
  for (const { label, count: rows } of unknownLabels) {
    const leaveOut = { label: `$(close) ${localize('Leave It Out')}`, name: undefined };
    const mapped = await vscode.window.showQuickPick(
      [...labelNames(project.file!.labels).map((name) => ({ label: name, name })), leaveOut],
      {
        title:
          rows === 1
            ? localize('“{0}” (1 row) means', label)
            : localize('“{0}” ({1} rows) means', label, count(rows, vscode.env.language)),
        ignoreFocusOut: true,
      },
    );
    if (!mapped) return undefined;
    if (mapped.name !== undefined) names[label] = mapped.name;
  }
  return { ...rules, names };
}

async function showProblems(
  { problems, refused, unplaced, unplacedCount }: ImportCounts,
  name: string,
): Promise<void> {
  const all = [...problems, ...unplaced];
  const items = all.map(({ source = name, line, problem }) => ({
    label: textOf(problem, localize),
    description: `${source}:${line}`,
  }));
  const unlisted = refused + unplacedCount - all.length;
  const remainder = unlisted > 0 ? [{ label: localize('… and {0} more', unlisted) }] : [];
  await vscode.window.showQuickPick([...items, ...remainder], {
    title: localize('Left out of {0}', name),
    ignoreFocusOut: true,
  });
}
