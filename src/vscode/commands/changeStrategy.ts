import * as vscode from 'vscode';
import { HumanError } from '../../core/errors.ts';
import { editProjectFile } from '../../core/projectFile/editProjectFile.ts';
import { parseProjectFile } from '../../core/projectFile/parseProjectFile.ts';
import { strategyNames, type StrategyName } from '../../core/projectFile/projectFile.ts';
import type { Project } from '../project/project.ts';

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
    strategyNames.map((strategy) => ({
      label: strategy,
      detail: describeStrategy(strategy),
      strategy,
      ...(strategy === now ? { description: vscode.l10n.t('in use') } : {}),
    })),
    {
      title: vscode.l10n.t('Which records are to be asked in {0}?', project.name),
      placeHolder: vscode.l10n.t('Written into the project file; answers are kept'),
    },
  );
  if (!picked || picked.strategy === now) return;
  const changed = editProjectFile(text, ['query', 'strategy'], picked.strategy);
  const wasDirty = document.isDirty;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, wholeOf(document), changed);
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

function describeStrategy(strategy: StrategyName): string {
  switch (strategy) {
    case 'margin':
      return vscode.l10n.t(
        'Records whose two likeliest labels are closest to each other: the best default',
      );
    case 'least-confidence':
      return vscode.l10n.t('Records of whose likeliest label the model is least sure');
    case 'ratio':
      return vscode.l10n.t('As margin, by the ratio of the two probabilities');
    case 'entropy':
      return vscode.l10n.t('Records whose probabilities are spread widest over all labels');
    case 'random':
      return vscode.l10n.t('Records at random: what the others are measured against');
  }
}

function wholeOf(document: vscode.TextDocument): vscode.Range {
  return new vscode.Range(
    new vscode.Position(0, 0),
    document.lineAt(document.lineCount - 1).range.end,
  );
}
