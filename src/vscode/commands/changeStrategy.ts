import * as vscode from 'vscode';
import { HumanError } from '../../core/errors.ts';
import { editProjectFile } from '../../core/projectFile/editProjectFile.ts';
import { parseProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import { builtInStrategies } from '../../core/projectFile/builtInStrategies.ts';
import type { Project } from '../project/project.ts';
import { strategySentence } from '../strategySentence.ts';

/** Lets the user choose another query strategy and writes it into the project file. */
export async function changeStrategy(project: Project): Promise<void> {
  const document = await vscode.workspace.openTextDocument(project.uri);
  const text = document.getText();
  const { project: file } = parseProjectFile(text);
  if (!file) {
    await vscode.window.showTextDocument(document);
    throw new HumanError(
      vscode.l10n.t(
        'The project file has a mistake. Correct it first (see the Problems view), then change the strategy.',
      ),
    );
  }
  const now = file.query.strategy;
  const picked = await vscode.window.showQuickPick(
    builtInStrategies.flatMap((strategy) => {
      const changed = withStrategy(text, strategy);
      if (!changed) return [];
      const remarks = [
        ...(strategy === now ? [vscode.l10n.t('in use')] : []),
        ...(changed.committee ? [vscode.l10n.t('trains a committee of models')] : []),
      ];
      return {
        label: strategy,
        detail: strategySentence(strategy, vscode.l10n) ?? '',
        description: remarks.join(', '),
        strategy,
        text: changed.text,
      };
    }),
    {
      title: vscode.l10n.t('Which records are to be asked in {0}?', project.name),
      placeHolder: vscode.l10n.t('Written into the project file; answers are kept'),
    },
  );
  if (!picked || picked.strategy === now) return;
  const wasDirty = document.isDirty;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, wholeOf(document), picked.text);
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new HumanError(vscode.l10n.t('{0} could not be edited.', project.uri.fsPath));
  }
  // What the user has not saved themselves is not saved for them.
  if (wasDirty) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The strategy changes once you save the project file.'),
    );
    return;
  }
  if (!(await document.save())) {
    throw new HumanError(vscode.l10n.t('{0} could not be saved.', project.uri.fsPath));
  }
}

/**
 * The project file with that strategy, and with a committee where the strategy compares several models;
 * undefined where the other settings do not go with it.
 */
function withStrategy(
  text: string,
  strategy: string,
): { readonly text: string; readonly committee: boolean } | undefined {
  const alone = editProjectFile(text, ['query', 'strategy'], strategy);
  if (parseProjectFile(alone).project) return { text: alone, committee: false };
  const both = editProjectFile(alone, ['head', 'kind'], 'committee');
  return parseProjectFile(both).project ? { text: both, committee: true } : undefined;
}

function wholeOf(document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(
    new vscode.Position(0, 0),
    document.lineAt(document.lineCount - 1).range.end,
  );
}
