import { basename } from 'node:path';
import * as vscode from 'vscode';
import { NotYetError, userMessageOf } from '../../core/errors.ts';
import type { ModelForm } from '../../core/modelFolder/modelCard.ts';
import type { ModelExport, WrittenModel } from '../../core/modelFolder/modelExport.ts';
import { message } from '../../core/messages/messages.ts';
import type { Project } from '../project/project.ts';
import { textOf } from '../text/messages/textOf.ts';
import { localize } from '../windowLanguage.ts';
import { reportTo } from './reportTo.ts';

/**
 * Exports the model of the last round in the form and into the folder that the user names, and opens
 * its README.
 * @param given a folder, for the scripts
 */
export async function exportModel(project: Project, given?: vscode.Uri): Promise<void> {
  if (project.view.rounds.length === 0) throw new NotYetError(message('predict.notTrained', {}));
  const format = given ? 'folder' : await askFormat(project);
  const folder = given ?? (format && (await askFolder(project)));
  if (!folder || !format) return;
  const wanted = { to: folder.fsPath, format };
  const written = await write(project, wanted).catch(async (error: unknown) => {
    if (userMessageOf(error)?.code !== 'modelFolder.ofEarlier') throw error;
    return (await mayReplace(folder)) ? write(project, { ...wanted, force: true }) : undefined;
  });
  if (!written) return;
  const path = vscode.workspace.asRelativePath(folder);
  const told = textOf(message('modelFolder.written', { ...written, path }), localize);
  void vscode.window.showInformationMessage(told);
  const readme = vscode.Uri.joinPath(folder, 'README.md');
  await vscode.commands.executeCommand('markdown.showPreview', readme);
}

async function write(project: Project, wanted: ModelExport): Promise<WrittenModel> {
  const title = localize('Exporting the model of {0}', project.name);
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const session = await project.open();
      const work = { signal: abort.signal, onProgress: reportTo(progress) };
      return session.exportModel(wanted, work);
    },
  );
}

async function askFormat(project: Project): Promise<ModelForm | undefined> {
  const items: (vscode.QuickPickItem & { readonly format: ModelForm })[] = [
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
  const title = localize('Export the model of {0} as', project.name);
  return (await vscode.window.showQuickPick(items, { title }))?.format;
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
