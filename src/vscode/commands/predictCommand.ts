import * as vscode from 'vscode';
import type { PredictionFormat } from '../../core/predict/predictionRows.ts';
import type { Project } from '../project/project.ts';
import { localize } from '../windowLanguage.ts';
import { reportTo } from './reportTo.ts';

export interface PredictTarget {
  readonly format: PredictionFormat;
  /** Default: every row. */
  readonly onlyUnlabelled?: boolean;
  readonly file: vscode.Uri;
}

/** Writes the model's predictions for every row of the pool to a file and opens it. */
export async function predictPool(project: Project, requested?: PredictTarget): Promise<void> {
  const target = requested ?? (await askTarget(project));
  if (!target) return;
  const { format: to, onlyUnlabelled = false, file } = target;
  const title = localize('Predicting the pool of {0}', project.name);
  const { rows } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const session = await project.open();
      const onProgress = reportTo(progress);
      const { signal } = abort;
      const options = { file: file.fsPath, to, onlyUnlabelled, texts: true };
      return session.predict({ ...options, signal, onProgress });
    },
  );
  const sentence = localize(
    'Rows predicted: {0}, in {1}.',
    rows,
    vscode.workspace.asRelativePath(file),
  );
  if (to !== 'parquet') {
    await vscode.commands.executeCommand('vscode.open', file);
    void vscode.window.showInformationMessage(sentence);
    return;
  }
  // VS Code has no editor for Parquet.
  const reveal = localize('Show in Folder');
  void vscode.window.showInformationMessage(sentence, reveal).then((chosen) => {
    if (chosen === reveal) void vscode.commands.executeCommand('revealFileInOS', file);
  });
}

async function askTarget(project: Project): Promise<PredictTarget | undefined> {
  const title = localize('Predict the pool of {0} as', project.name);
  const formats: readonly (vscode.QuickPickItem & { readonly format: PredictionFormat })[] = [
    {
      label: 'JSONL',
      detail: localize('One JSON object on each line: for scripts and other tools'),
      format: 'jsonl',
    },
    {
      label: localize('CSV for programs'),
      detail: localize('Comma-separated with a header: pandas, R and the like'),
      format: 'csv',
    },
    {
      label: 'Parquet',
      detail: localize('Columns with types: pandas, Polars, DuckDB, datasets'),
      format: 'parquet',
    },
  ];
  const picked = await vscode.window.showQuickPick(formats, { title, matchOnDetail: true });
  if (!picked) return undefined;
  const rows = [
    { label: localize('Every row of the pool'), onlyUnlabelled: false },
    { label: localize('Only unlabelled rows'), onlyUnlabelled: true },
  ];
  const rowChoice = await vscode.window.showQuickPick(rows, { title });
  if (!rowChoice) return undefined;
  const { format } = picked;
  const file = await vscode.window.showSaveDialog({
    title: localize('Predict Pool'),
    defaultUri: vscode.Uri.joinPath(project.folder, `${project.name}.predictions.${format}`),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (!file) return undefined;
  return { format, onlyUnlabelled: rowChoice.onlyUnlabelled, file };
}
