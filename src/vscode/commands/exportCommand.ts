import * as vscode from 'vscode';
import type { Project } from '../project/project.ts';
import type { ExportFormat, ExportOptions, ExportRows } from '../ports.ts';
import { reportTo } from './reportTo.ts';

export interface ExportTarget {
  readonly format: ExportFormat;
  /** Default `pool`. */
  readonly rows?: ExportRows;
  readonly file: vscode.Uri;
}

/** Writes what was labelled to a file of the user's choice. */
export async function exportLabels(project: Project, given?: ExportTarget): Promise<void> {
  const target = given ?? (await askTarget(project));
  if (!target) return;
  const session = await project.open();
  const title = vscode.l10n.t('Exporting the labels of {0}', project.name);
  const { rows, answers } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return session.exportLabels({
        format: target.format,
        rows: target.rows ?? 'pool',
        to: target.file.fsPath,
        signal: abort.signal,
        onProgress: reportTo(progress),
      });
    },
  );
  const open = vscode.l10n.t('Open');
  const message = vscode.l10n.t(
    'Rows written to {2}: {0}, of {1} labelled records.',
    rows,
    answers,
    vscode.workspace.asRelativePath(target.file),
  );
  void vscode.window.showInformationMessage(message, open).then((chosen) => {
    if (chosen === open) void vscode.commands.executeCommand('vscode.open', target.file);
  });
}

async function askTarget(project: Project): Promise<ExportTarget | undefined> {
  const title = vscode.l10n.t('Export the labels of {0} as', project.name);
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: 'JSONL',
        detail: vscode.l10n.t('One JSON object on each line: for scripts and other tools'),
        format: 'jsonl' as const,
      },
      {
        label: vscode.l10n.t('CSV for programs'),
        detail: vscode.l10n.t('Comma-separated with a header: pandas, R and the like'),
        format: 'csv' as const,
      },
      {
        label: vscode.l10n.t('CSV for spreadsheets'),
        detail: vscode.l10n.t(
          'Opens in Excel with all its letters; texts that look like formulas get an apostrophe, which is taken away when the file is read here again',
        ),
        format: 'spreadsheet' as const,
      },
    ],
    { title },
  );
  if (!picked) return undefined;
  const { format } = picked;
  const rows = await askRows(project, title);
  if (!rows) return undefined;
  const ending = format === 'jsonl' ? 'jsonl' : 'csv';
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Labels'),
    // Not NAME.labels.jsonl: that is the mirror, which the extension keeps by itself.
    defaultUri: vscode.Uri.joinPath(project.folder, `${project.name}.export.${ending}`),
    filters: { [ending.toUpperCase()]: [ending] },
  });
  return file && { format, rows, file };
}

/** Asked only where the pool has rows of one text. */
async function askRows(project: Project, title: string): Promise<ExportOptions['rows']> {
  const { size, rowsRead } = project.view.pool;
  if (rowsRead <= size) return 'pool';
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t('Every row of the pool that has a label'),
        detail: vscode.l10n.t('Rows of one text share their label; each has its own id'),
        rows: 'pool' as const,
      },
      {
        label: vscode.l10n.t('One row for each text'),
        detail: vscode.l10n.t('With the id of the first row that has it'),
        rows: 'answers' as const,
      },
    ],
    { title },
  );
  return picked?.rows;
}
