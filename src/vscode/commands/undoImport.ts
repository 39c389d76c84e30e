import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { Project } from '../project/project.ts';
import { recordsCount } from '../text/answersFound.ts';
import { localize } from '../windowLanguage.ts';

/** Lists the imports in effect and takes one of them back whole. */
export async function undoImport(project: Project): Promise<void> {
  const { learner } = await project.open();
  const { language } = vscode.env;
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const imports = learner.imports().toReversed();
  if (imports.length === 0) {
    throw new UserError(message('command.noImport', { project: project.name }));
  }
  const picked = await vscode.window.showQuickPick(
    imports.map(({ step, from, count: records, at, annotator }) => ({
      label: from,
      description: recordsCount(records, language, localize),
      detail: [time.format(at), annotator].join(' · '),
      step,
    })),
    {
      title: localize('Undo an import of {0}', project.name),
      placeHolder: localize('It is taken back whole; answers given since stay'),
    },
  );
  if (picked) await takeBack(project, picked.step, picked.label);
}

/** Takes an import back and says so. */
export async function takeBack(project: Project, step: number, from: string): Promise<void> {
  const session = await project.open();
  const told = (await session.undoImport(step))
    ? localize('The import of {0} is taken back.', from)
    : localize('The import of {0} was taken back already.', from);
  void vscode.window.showInformationMessage(told);
}
