import * as vscode from 'vscode';
import type { Project } from '../project/project.ts';
import type { ExportFormat } from '../services.ts';
import { reportTo } from './reportTo.ts';

export interface ExportTarget {
  readonly format: ExportFormat;
  readonly file: vscode.Uri;
}

/** Writes what was labelled to a file of the user's choice. */
export async function exportLabels(project: Project, given?: ExportTarget): Promise<void> {
  const target = given ?? (await askTarget(project));
  if (!target) return;
  const session = await project.open();
  const title = vscode.l10n.t('Exporting the labels of {0}', project.name);
  const records = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return session.exportLabels({
        format: target.format,
        to: target.file.fsPath,
        signal: abort.signal,
        onProgress: reportTo(progress),
      });
    },
  );
  const open = vscode.l10n.t('Open');
  const message = vscode.l10n.t(
    '{0} records written to {1}.',
    records,
    vscode.workspace.asRelativePath(target.file),
  );
  void vscode.window.showInformationMessage(message, open).then((chosen) => {
    if (chosen === open) void vscode.commands.executeCommand('vscode.open', target.file);
  });
}

async function askTarget(project: Project): Promise<ExportTarget | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: 'JSONL',
        detail: vscode.l10n.t('One JSON object on each line: for scripts and other tools'),
        format: 'jsonl' as const,
      },
      {
        label: 'CSV',
        detail: vscode.l10n.t('Comma-separated with a header: for spreadsheets'),
        format: 'csv' as const,
      },
    ],
    { title: vscode.l10n.t('Export the labels of {0} as', project.name) },
  );
  if (!picked) return undefined;
  const { format } = picked;
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Labels'),
    // Not NAME.labels.jsonl: that is the mirror, which the extension keeps by itself.
    defaultUri: vscode.Uri.joinPath(project.folder, `${project.name}.export.${format}`),
    filters: { [picked.label]: [format] },
  });
  return file && { format, file };
}
