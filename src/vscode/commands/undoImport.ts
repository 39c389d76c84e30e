import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { ImportKey } from '../../core/store/importsFound.ts';
import type { Project } from '../project/project.ts';
import { recordsCount, suggestionsCount } from '../text/answersFound.ts';
import { localize } from '../windowLanguage.ts';

/** Lists the imports in effect and undoes the chosen one as a whole. */
export async function undoImport(project: Project): Promise<void> {
  const session = await project.open();
  const { language } = vscode.env;
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const imports = [...session.learner.imports(), ...session.suggestedImports()].sort(
    (a, b) => b.at - a.at,
  );
  if (imports.length === 0) {
    throw new UserError(message('command.noImport', { project: project.name }));
  }
  const picked = await vscode.window.showQuickPick(
    imports.map((one) => ({
      label: one.from,
      description:
        'suggested' in one
          ? suggestionsCount(one.count, language, localize)
          : recordsCount(one.count, language, localize),
      detail: [time.format(one.at), one.annotator].join(' · '),
      taken: one,
    })),
    {
      title: localize('Undo an import of {0}', project.name),
      placeHolder: localize('Undoes the whole import; later answers are kept'),
    },
  );
  if (picked) await undoAndReport(project, picked.taken, picked.label);
}

/** Undoes an import and reports the result. */
export async function undoAndReport(
  project: Project,
  taken: ImportKey,
  from: string,
): Promise<void> {
  const session = await project.open();
  const { isDone, kept } = await session.undoImport(taken);
  // Undoing may have removed labels from the project file.
  await project.refresh();
  const sentence = isDone
    ? localize('The import of {0} was undone.', from)
    : localize('The import of {0} had already been undone.', from);
  const stay =
    kept.length === 0
      ? []
      : [
          localize(
            'Labels that it added are kept because they are in use: {0}. “Delete Label…” removes them.',
            kept.join(', '),
          ),
        ];
  void vscode.window.showInformationMessage([sentence, ...stay].join(' '));
}
