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
    imports.map((entry) => ({
      label: entry.from,
      description:
        'suggested' in entry
          ? suggestionsCount(entry.count, language, localize)
          : recordsCount(entry.count, language, localize),
      detail: [time.format(entry.at), entry.annotator].join(' · '),
      taken: entry,
    })),
    {
      title: localize('Undo an import of {0}', project.name),
      placeHolder: localize('Undoes the whole import; later answers are kept'),
    },
  );
  if (picked) await undoAndReport(project, picked.taken, picked.label);
}

/** Undoes an import and reports the result. */
export async function undoAndReport(project: Project, key: ImportKey, from: string): Promise<void> {
  const session = await project.open();
  const { isDone, kept: keptLabels } = await session.undoImport(key);
  // Undoing may have removed labels from the project file.
  await project.refresh();
  const sentence = isDone
    ? localize('The import of {0} was undone.', from)
    : localize('The import of {0} had already been undone.', from);
  const keptSentence =
    keptLabels.length === 0
      ? []
      : [
          localize(
            'Labels that it added are kept because they are in use: {0}. “Delete Label…” removes them.',
            keptLabels.join(', '),
          ),
        ];
  void vscode.window.showInformationMessage([sentence, ...keptSentence].join(' '));
}
