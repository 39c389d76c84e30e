import { basename } from 'node:path';
import * as vscode from 'vscode';
import { userMessageOf } from '../../core/errors.ts';
import type { ModelExport, WrittenModel } from '../../core/modelFolder/exportRequest.ts';
import { message } from '../../core/messages/messages.ts';
import type { Project } from '../project/project.ts';
import { textOf } from '../text/messages/textOf.ts';
import { localize } from '../windowLanguage.ts';
import { reportTo } from './reportTo.ts';
import { roundEntries } from './roundEntries.ts';

/** The export's options without its folder. */
type ModelSelection = Pick<ModelExport, 'format' | 'half' | 'round'>;

/**
 * Exports the model of a round in the form and to the folder that the user chooses, and opens its README.
 * @param target a folder: exports the last round with scripts, without asking
 */
export async function exportModel(project: Project, target?: vscode.Uri): Promise<void> {
  const selection: ModelSelection | undefined = target
    ? { format: 'folder' }
    : await askWanted(project);
  const folder = target ?? (selection && (await askFolder(project)));
  if (!folder || !selection) return;
  const request = { to: folder.fsPath, ...selection };
  const written = await write(project, request).catch(async (error: unknown) => {
    if (userMessageOf(error)?.code !== 'modelFolder.ofEarlier') throw error;
    return (await mayReplace(folder)) ? write(project, { ...request, force: true }) : undefined;
  });
  if (!written) return;
  const path = vscode.workspace.asRelativePath(folder);
  const sentence = textOf(message('modelFolder.written', { ...written, path }), localize);
  void vscode.window.showInformationMessage(sentence);
  const readme = vscode.Uri.joinPath(folder, 'README.md');
  await vscode.commands.executeCommand('markdown.showPreview', readme);
}

async function write(project: Project, request: ModelExport): Promise<WrittenModel> {
  const title = localize('Exporting the model of {0}', project.name);
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const session = await project.open();
      const work = { signal: abort.signal, onProgress: reportTo(progress) };
      return session.exportModel(request, work);
    },
  );
}

/** @throws NotYetError if no round can be exported */
async function askWanted(project: Project): Promise<ModelSelection | undefined> {
  const session = await project.open();
  const { rounds, halves } = await session.modelChoices();
  const title = localize('Export the model of {0} as', project.name);
  const picked = await vscode.window.showQuickPick(formEntries(halves), { title });
  if (!picked) return undefined;
  const { format, half } = picked;
  if (rounds.length < 2) return { format, half };
  const entries = roundEntries(project).filter(({ round }) => rounds.includes(round));
  const question = localize('Which round’s model should be exported?');
  const entry = await vscode.window.showQuickPick(entries, { title: question });
  return entry && { format, half, round: entry.round };
}

type FormEntry = vscode.QuickPickItem & Required<Pick<ModelExport, 'format' | 'half'>>;

/** @param halves whether half precision makes a difference */
function formEntries(halves: boolean): FormEntry[] {
  const forms: readonly Omit<FormEntry, 'half'>[] = [
    {
      label: localize('Folder with scripts'),
      detail: localize('Labels texts in Python and Node, without Marginalia'),
      format: 'folder',
    },
    {
      label: localize('ONNX graph'),
      detail: localize('For onnxruntime in any language, with scripts that prepare texts'),
      format: 'onnx',
    },
  ];
  return forms.flatMap((form) => {
    const entry = { ...form, half: false };
    if (!halves) return [entry];
    const smaller = {
      label: localize('{0}, half the size', form.label),
      detail: localize('Lexical vectors in 16 bits: the README in it says what that changes'),
      format: form.format,
      half: true,
    };
    return [entry, smaller];
  });
}

function askFolder(project: Project): Thenable<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    title: localize('Name a new folder for the model of {0}', project.name),
    saveLabel: localize('Export Model'),
    defaultUri: vscode.Uri.joinPath(project.folder, `${project.name}.model`),
  });
}

async function mayReplace(folder: vscode.Uri): Promise<boolean> {
  const replace = localize('Replace');
  const question = localize('{0} holds a model already.', basename(folder.fsPath));
  const answer = await vscode.window.showWarningMessage(question, { modal: true }, replace);
  return answer === replace;
}
