import { basename, dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import { userMessageOf } from '../../core/errors.ts';
import { endingOf } from '../../core/interchange/endingOf.ts';
import {
  exportFormats,
  type ExportFormat,
  type ExportRows,
  type ExportSummary,
} from '../../core/interchange/exportOptions.ts';
import { formatNamed } from '../../core/interchange/formats/registry.ts';
import { labelNames } from '../../core/labels.ts';
import { message } from '../../core/messages/messages.ts';
import { exists } from '../project/exists.ts';
import type { Project } from '../project/project.ts';
import { textOf } from '../text/messages/textOf.ts';
import { localize } from '../windowLanguage.ts';
import { reportTo } from './reportTo.ts';

/** `marked`: if the format has a field for it; `apart`: in a separate file. */
export type ExportHoldout = 'marked' | 'left out' | 'apart';

export interface ExportTarget {
  readonly format: ExportFormat;
  /** Default `pool`. */
  readonly rows?: ExportRows;
  /** How hold-out rows are exported; default `marked`. */
  readonly holdout?: ExportHoldout;
  readonly file: vscode.Uri;
}

interface WrittenFile {
  readonly file: vscode.Uri;
  readonly summary: ExportSummary;
}

/** Exports the labels to a file that the user chooses. */
export async function exportLabels(project: Project, requested?: ExportTarget): Promise<void> {
  const target = requested ?? (await askTarget(project));
  if (!target) return;
  const title = localize('Exporting the labels of {0}', project.name);
  const written = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const work = { signal: abort.signal, onProgress: reportTo(progress) };
      return writeParts(project, target, work);
    },
  );
  const open = localize('Open');
  const sentences = written.flatMap((part) => summarySentences(part, target.format)).join(' ');
  void vscode.window.showInformationMessage(sentences, open).then((chosen) => {
    if (chosen === open) void vscode.commands.executeCommand('vscode.open', target.file);
  });
}

async function writeParts(
  project: Project,
  { format, rows = 'pool', holdout = 'marked', file }: ExportTarget,
  work: { readonly signal: AbortSignal; readonly onProgress: ReturnType<typeof reportTo> },
): Promise<WrittenFile[]> {
  const session = await project.open();
  const labels = labelNames(project.file!.labels);
  const write = async (
    to: vscode.Uri,
    split: 'all' | 'train' | 'holdout',
  ): Promise<WrittenFile> => {
    const options = { format, rows, split, to: to.fsPath, labels, ...work };
    return { file: to, summary: await session.exportLabels(options) };
  };
  const first = await write(file, holdout === 'marked' ? 'all' : 'train');
  if (holdout !== 'apart') return [first];
  try {
    return [first, await write(holdoutFile(file), 'holdout')];
  } catch (error) {
    if (userMessageOf(error)?.code === 'export.noHoldout') return [first];
    throw error;
  }
}

/** `reviews.export.holdout.jsonl` beside `reviews.export.jsonl`. */
function holdoutFile({ fsPath }: vscode.Uri): vscode.Uri {
  const ending = extname(fsPath);
  const name = `${basename(fsPath, ending)}.holdout${ending}`;
  return vscode.Uri.file(join(dirname(fsPath), name));
}

function summarySentences({ file, summary }: WrittenFile, format: ExportFormat): string[] {
  const { rows, answers, counted = answers, withoutText, losses } = summary;
  const lost = message('interchange.lost', { format: titleOf(format), losses });
  return [
    localize(
      'Rows written to {2}: {0}, of {1} labelled records.',
      rows,
      answers,
      vscode.workspace.asRelativePath(file),
    ),
    ...(counted < answers
      ? [textOf(message('export.holdoutCounted', { counted, answers }), localize)]
      : []),
    ...(withoutText > 0
      ? [textOf(message('export.withoutText', { answers: withoutText }), localize)]
      : []),
    ...(losses.length > 0 ? [textOf(lost, localize)] : []),
  ];
}

async function askTarget(project: Project): Promise<ExportTarget | undefined> {
  const title = localize('Export the labels of {0} as', project.name);
  const picked = await vscode.window.showQuickPick(formatChoices(project), {
    title,
    matchOnDetail: true,
  });
  if (picked?.format === undefined) return undefined;
  const { format } = picked;
  const rows = await askRows(project, title);
  if (!rows) return undefined;
  const holdout = await askHoldout(project, title);
  if (!holdout) return undefined;
  const ending = endingOf(format);
  const file = await vscode.window.showSaveDialog({
    title: localize('Export Labels'),
    // Not NAME.labels.jsonl: that is the mirror, which the extension writes.
    defaultUri: vscode.Uri.joinPath(project.folder, `${project.name}.export.${ending}`),
    filters: { [ending.toUpperCase()]: [ending] },
  });
  if (!file) return undefined;
  if (holdout === 'apart' && !(await mayWrite(holdoutFile(file)))) return undefined;
  return { format, rows, holdout, file };
}

interface FormatChoice extends vscode.QuickPickItem {
  /** Undefined for a separator. */
  readonly format?: ExportFormat;
}

/** Marginalia's formats, then those of other tools that support the project's task. */
function formatChoices(project: Project): FormatChoice[] {
  const task = project.file?.task ?? 'single';
  const otherFormats = exportFormats.flatMap((format): FormatChoice[] => {
    if (isMarginalia(format)) return [];
    const { title, tasks } = formatNamed(format);
    return tasks.includes(task)
      ? [{ label: title, description: `.${endingOf(format)}`, format }]
      : [];
  });
  return [
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
      label: localize('CSV for spreadsheets'),
      detail: localize(
        'Opens in Excel with all characters intact; texts that look like formulas get an apostrophe, which is removed when the file is read here again',
      ),
      format: 'spreadsheet',
    },
    { label: localize('Other tools'), kind: vscode.QuickPickItemKind.Separator },
    ...otherFormats,
  ];
}

function isMarginalia(format: ExportFormat): format is 'jsonl' | 'csv' | 'spreadsheet' {
  return format === 'jsonl' || format === 'csv' || format === 'spreadsheet';
}

function titleOf(format: ExportFormat): string {
  return isMarginalia(format) ? format : formatNamed(format).title;
}

/** Asks only if the pool has rows with the same text. */
async function askRows(project: Project, title: string): Promise<ExportRows | undefined> {
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

/** Asks only if some of the hold-out is labelled. */
async function askHoldout(project: Project, title: string): Promise<ExportHoldout | undefined> {
  if (project.view.holdout.answered === 0) return 'marked';
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: localize('With the hold-out'),
        detail: localize('Its rows are marked, where the format has a place for that'),
        holdout: 'marked' as const,
      },
      {
        label: localize('Without the hold-out'),
        detail: localize('To train a model that is then measured on the hold-out'),
        holdout: 'left out' as const,
      },
      {
        label: localize('The hold-out as a file of its own'),
        detail: localize('Beside the other one, with “.holdout” in its name'),
        holdout: 'apart' as const,
      },
    ],
    { title },
  );
  return picked?.holdout;
}

/** Asks before replacing the hold-out file: the save dialog asked about the other file only. */
async function mayWrite(file: vscode.Uri): Promise<boolean> {
  if (!(await exists(file))) return true;
  const replace = localize('Replace');
  const question = localize('{0} already exists.', vscode.workspace.asRelativePath(file));
  const answer = await vscode.window.showWarningMessage(question, { modal: true }, replace);
  return answer === replace;
}
