import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import type { OtherLabels } from '../../core/interchange/answersAsSets.ts';
import { message } from '../../core/messages/messages.ts';
import { freeName, isTaken } from '../project/freeNames.ts';
import type { Project } from '../project/project.ts';
import { projectFileEnding } from '../../core/projectFile/projectNames.ts';
import { count } from '../text/numbers.ts';
import { localize } from '../windowLanguage.ts';

/**
 * New Project from These Answers…: creates a multi-label project beside a single-label one, which it leaves
 * unchanged.
 * @returns the new project file; undefined if the user cancels
 */
export async function newFromAnswers(project: Project): Promise<vscode.Uri | undefined> {
  const session = await project.open();
  const { file } = project;
  if (!file || file.task !== 'single') {
    throw new UserError(message('command.isSeveralLabels', { project: project.name }));
  }
  const { labelled, skipped } = session.learner.view.counts;
  if (labelled + skipped === 0) {
    throw new UserError(message('command.noAnswersYet', { project: project.name }));
  }
  const otherLabels = await askOthers(project.name);
  if (!otherLabels) return undefined;
  const name = await askName(project);
  if (name === undefined) return undefined;
  const uri = vscode.Uri.joinPath(project.folder, `${name}${projectFileEnding}`);
  const answers = await session.newFromAnswers({
    file: uri.fsPath,
    name,
    project: file,
    others: otherLabels,
  });
  const sentence = localize(
    '{0} answers of {1} are now in {2}. Undo removes them in one step; {1} is unchanged.',
    count(answers, vscode.env.language),
    project.name,
    name,
  );
  const next = localize('“Ask Answered Records for One Label…” asks for what is unknown.');
  void vscode.window.showInformationMessage(
    otherLabels === 'no' ? sentence : `${sentence} ${next}`,
  );
  return uri;
}

async function askOthers(name: string): Promise<OtherLabels | undefined> {
  const items: (vscode.QuickPickItem & { readonly others: OtherLabels })[] = [
    {
      label: localize('They do not apply'),
      detail: localize(
        'If the label you gave was the only one that fits. Training goes on where it was; blind hold-out answers count.',
      ),
      others: 'no',
    },
    {
      label: localize('They are unknown'),
      detail: localize(
        'If others may fit as well. A label is learnt once some records are known not to have it; hold-out records are asked again.',
      ),
      others: 'unknown',
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: localize(
      'New project from the answers of {0}: what about the labels you did not give?',
      name,
    ),
    placeHolder: localize('The label of each answer applies in the new project'),
    ignoreFocusOut: true,
  });
  return picked?.others;
}

async function askName({ name, folder }: Project): Promise<string | undefined> {
  const entered = await vscode.window.showInputBox({
    title: localize('Name of the new project'),
    prompt: localize('It is written beside {0}{1}.', name, projectFileEnding),
    value: await freeName(folder, `${name}-sets`),
    ignoreFocusOut: true,
    validateInput: (value) => problemOf(folder, value.trim()),
  });
  const trimmed = entered?.trim();
  return trimmed === '' ? undefined : trimmed;
}

async function problemOf(folder: vscode.Uri, name: string): Promise<string | undefined> {
  if (name === '' || name.startsWith('.') || /[\\/:*?"<>|]/.test(name)) {
    return localize('A file name without its ending, such as “topics”');
  }
  return (await isTaken(folder, name))
    ? localize('There is a project {0} here already, or answers of one. Choose another name.', name)
    : undefined;
}
