import { basename } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { readPriorityFile, type BadPriorityLine } from '../../core/interchange/priorityFile.ts';
import type { RecordId } from '../../core/record.ts';
import type { Project } from './project.ts';
import type { Learner } from '../../core/loop/learner.ts';
import { formatBadLines } from '../text/messages/priorityLines.ts';
import { localize } from '../windowLanguage.ts';

/** Prioritises records and confirms it. @param from their origin, for display */
export async function prioritizeRecords(
  learner: Learner,
  ids: readonly RecordId[],
  from: string,
): Promise<void> {
  const open = await learner.prioritise(
    ids.map((id) => ({ id, priority: 1 })),
    from,
  );
  if (open === 0) {
    const message = localize('All of these records are answered already.');
    void vscode.window.showInformationMessage(message);
  } else vscode.window.setStatusBarMessage(queuedSentence(open), 6000);
}

/** Prioritises the records of a file of ids; reports bad lines by number. */
export async function askFromFile(project: Project, uri?: vscode.Uri): Promise<void> {
  const file = uri ?? (await chooseFile(project));
  if (!file) return;
  const name = basename(file.fsPath);
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const { learner } = await project.open();
  const { lines, problems } = readPriorityFile(text, project.file?.id);
  const identified = await learner.records.identify(lines.map((line) => line.name));
  const unknown = lines.flatMap(({ line, name: requestedName }, i) =>
    identified[i] === null ? [{ line, kind: 'notInPool' as const, found: requestedName }] : [],
  );
  const bad: BadPriorityLine[] = [...problems, ...unknown].sort((a, b) => a.line - b.line);
  const records = lines.flatMap(({ priority }, i) => {
    const id = identified[i];
    return id ? [{ id, priority }] : [];
  });
  if (records.length === 0 && bad.length === 0) {
    throw new UserError(message('project.priorityFileEmpty', { file: name }));
  }
  if (records.length === 0) {
    throw new UserError(message('project.priorityFileUnknown', { file: name, bad }));
  }
  const open = await learner.prioritise(records, name);
  if (bad.length === 0) {
    void vscode.window.showInformationMessage(queuedSentence(open));
    return;
  }
  const passed = localize('Skipped lines of {0}: {1}', name, formatBadLines(bad, localize));
  void vscode.window.showWarningMessage(`${queuedSentence(open)} ${passed}`);
}

/** Returns to the strategy's order. */
export async function clearPriorities(project: Project): Promise<void> {
  const { learner } = await project.open();
  const remaining = learner.view.priorities?.remaining ?? 0;
  await learner.clearPriorities();
  void vscode.window.showInformationMessage(
    remaining === 0
      ? localize('{0} has no prioritized records.', project.name)
      : localize('{0} records wait in the usual order again.', remaining),
  );
}

function queuedSentence(open: number): string {
  return open === 1
    ? localize('This record is asked next, after those already in the panel.')
    : localize(
        '{0} records are asked next, after those already in the panel. Hold-out records among them are asked in their own turn.',
        open,
      );
}

async function chooseFile(project: Project): Promise<vscode.Uri | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: localize('Which file has the ids of the records to ask first?'),
      openLabel: localize('Ask These Next'),
      defaultUri: project.folder,
      filters: {
        [localize('One id on each line, with a priority if you like')]: [
          'csv',
          'tsv',
          'txt',
          'jsonl',
          'ndjson',
          'json',
        ],
        [localize('All files')]: ['*'],
      },
    })) ?? [];
  return file;
}
