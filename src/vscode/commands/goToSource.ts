import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { HumanError } from '../../core/errors.ts';
import type { PoolRecord } from '../../core/record.ts';
import type { Project } from '../project/project.ts';

/** Shows a record in its file: the one named, or the one being asked. */
export async function goToSource(project: Project, recordId?: string): Promise<void> {
  const record = findRecord(project, recordId);
  if (!record) {
    throw new HumanError(
      recordId === undefined
        ? vscode.l10n.t('No record is being asked in {0} at the moment.', project.name)
        : vscode.l10n.t('This record is not in the pool any more.'),
    );
  }
  if (/\.gz$/i.test(record.file)) {
    throw new HumanError(
      vscode.l10n.t(
        'The record is on line {0} of {1}, which is compressed and cannot be shown in an editor.',
        record.line,
        record.file,
      ),
    );
  }
  const file = isAbsolute(record.file)
    ? vscode.Uri.file(record.file)
    : vscode.Uri.joinPath(project.folder, record.file);
  const start = new vscode.Position(record.line - 1, 0);
  // Not by a document: editors open files that are too large to be handed to extensions.
  await vscode.commands.executeCommand('vscode.open', file, {
    selection: new vscode.Range(start, start),
    viewColumn: vscode.ViewColumn.Beside,
  } satisfies vscode.TextDocumentShowOptions);
}

function findRecord({ view }: Project, recordId: string | undefined): PoolRecord | undefined {
  if (recordId === undefined) return view.ahead[0]?.record;
  return [...view.ahead, ...view.recent].find(({ record }) => record.id === recordId)?.record;
}
