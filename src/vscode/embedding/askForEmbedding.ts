import { isAbsolute, relative } from 'node:path';
import * as vscode from 'vscode';
import type { EmbeddingSetting } from '../../core/embed/blocks.ts';
import { addressProblem } from '../../core/embed/serverAddress.ts';
import { textOf } from '../text/messages/textOf.ts';
import { localize } from '../windowLanguage.ts';

/** Asks for the id of a hub model. Like the functions below, returns undefined if the user cancels. */
export async function askForHub(): Promise<EmbeddingSetting | undefined> {
  const id = await vscode.window.showInputBox({
    title: localize('Which model of the hub?'),
    placeHolder: 'Xenova/bge-base-en-v1.5',
    validateInput: (value) =>
      /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(value.trim())
        ? undefined
        : localize('An id reads like “Xenova/bge-base-en-v1.5”.'),
  });
  return id === undefined ? undefined : ['lexical', { hub: id.trim() }];
}

/**
 * Asks for a folder with a model.
 * @param folder the project's
 */
export async function askForFolder(folder: vscode.Uri): Promise<EmbeddingSetting | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      defaultUri: folder,
      openLabel: localize('Use This Model'),
    })) ?? [];
  return picked && ['lexical', { folder: pathFrom(folder, picked) }];
}

/** Asks for an embedding server and one of its models. */
export async function askForServer(): Promise<EmbeddingSetting | undefined> {
  const server = await vscode.window.showInputBox({
    title: localize('Where is the server?'),
    prompt: localize('The part of its address before /embeddings'),
    value: 'http://127.0.0.1:11434/v1',
    validateInput: (value) => {
      const problem = addressProblem(value.trim());
      return problem && textOf(problem, localize);
    },
  });
  if (server === undefined) return undefined;
  const model = await vscode.window.showInputBox({
    title: localize('Which of its models?'),
    placeHolder: 'nomic-embed-text',
    validateInput: (value) =>
      value.trim() === '' ? localize('The name that the server gives it.') : undefined,
  });
  if (model === undefined) return undefined;
  return ['lexical', { server: server.trim(), model: model.trim() }];
}

/**
 * Asks for a NumPy file of vectors.
 * @param folder the project's
 */
export async function askForVectors(folder: vscode.Uri): Promise<EmbeddingSetting | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      defaultUri: folder,
      filters: { NumPy: ['npy', 'npz'] },
      openLabel: localize('Use These Vectors'),
    })) ?? [];
  if (!picked) return undefined;
  const byRow = localize('By row');
  const matching = await vscode.window.showQuickPick(
    [
      {
        label: byRow,
        detail: localize('Row i of the file belongs to row i of the pool, counting every row.'),
      },
      {
        label: localize('By id'),
        detail: localize('The ids are beside it in NAME.ids.txt, one per line.'),
      },
    ],
    { title: localize('How are vectors matched to records?') },
  );
  if (!matching) return undefined;
  const vectors = pathFrom(folder, picked);
  return ['lexical', { vectors, by: matching.label === byRow ? 'row' : 'id' }];
}

/** Asks for the field of the pool that holds vectors. */
export async function askForField(): Promise<EmbeddingSetting | undefined> {
  const field = await vscode.window.showInputBox({
    title: localize('Which field holds the vectors?'),
    placeHolder: 'embedding',
  });
  return field ? ['lexical', { field }] : undefined;
}

/** A relative path for files below the project's folder, so that both can be moved together. */
function pathFrom(folder: vscode.Uri, { fsPath }: vscode.Uri): string {
  const path = relative(folder.fsPath, fsPath);
  return path.startsWith('..') || isAbsolute(path) ? fsPath : `./${path.replaceAll('\\', '/')}`;
}
