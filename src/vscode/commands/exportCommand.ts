import * as vscode from 'vscode';
import { labelNames } from '../../core/labels.ts';
import type { Project } from '../project/project.ts';
import type {
  ExportFormat,
  ExportOptions,
  ExportRows,
} from '../../core/interchange/exportOptions.ts';
import { reportTo } from './reportTo.ts';
import { localize } from '../windowLanguage.ts';

export interface ExportTarget {
  readonly format: ExportFormat;
  /** Default `pool`. */
  readonly rows?: ExportRows;
  readonly file: vscode.Uri;
}

/** Exports the labels to a file that the user chooses. */
export async function exportLabels(project: Project, given?: ExportTarget): Promise<void> {
  const target = given ?? (await askTarget(project));
  if (!target) return;
  const session = await project.open();
  const title = localize('Exporting the labels of {0}', project.name);
  const { rows, answers } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return session.exportLabels({
        format: target.format,
        rows: target.rows ?? 'pool',
        to: target.file.fsPath,
        labels: labelNames(project.file!.labels),
        signal: abort.signal,
        onProgress: reportTo(progress),
      });
    },
  );
  const open = localize('Open');
  const message = localize(
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
  const title = localize('Export the labels of {0} as', project.name);
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: 'JSONL',
        detail: localize('One JSON object on each line: for scripts and other tools'),
        format: 'jsonl' as const,
      },
      {
        label: localize('CSV for programs'),
        detail: localize('Comma-separated with a header: pandas, R and the like'),
        format: 'csv' as const,
      },
      {
        label: localize('CSV for spreadsheets'),
        detail: localize(
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
    title: localize('Export Labels'),
    // Not NAME.labels.jsonl: that is the mirror, which the extension writes.
    defaultUri: vscode.Uri.joinPath(project.folder, `${project.name}.export.${ending}`),
    filters: { [ending.toUpperCase()]: [ending] },
  });
  return file && { format, rows, file };
}

/** Asks only if the pool has rows with the same text. */
async function askRows(project: Project, title: string): Promise<ExportOptions['rows']> {
  const { size, rowsRead } = project.view.pool;
  if (rowsRead <= size) return 'pool';
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: localize('Every row of the pool that has a label'),
        detail: localize('Rows of one text share their label; each has its own id'),
        rows: 'pool' as const,
      },
      {
        label: localize('One row for each text'),
        detail: localize('With the id of the first row that has it'),
        rows: 'answers' as const,
      },
    ],
    { title },
  );
  return picked?.rows;
}
