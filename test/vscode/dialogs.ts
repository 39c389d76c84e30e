import * as vscode from 'vscode';

/** What commands have asked and shown so far. */
export interface Dialogs {
  /** The labels of each quick pick. */
  readonly lists: readonly string[][];
  /** The file name that the save dialog proposed last. */
  readonly name: string;
  /** The last information message. */
  readonly told: string;
}

/**
 * Answers the dialogs of a command in the user's place.
 * @param picks the entry to choose in each quick pick; taken out as they are chosen
 * @param file chosen in the save dialog
 */
export function answerDialogs(picks: string[], file: vscode.Uri): Dialogs {
  const seen = { lists: [] as string[][], name: '', told: '' };
  Object.assign(vscode.window, {
    showQuickPick: (items: readonly vscode.QuickPickItem[]) => {
      seen.lists.push(items.map(({ label }) => label));
      const wanted = picks.shift();
      return Promise.resolve(items.find(({ label }) => label === wanted));
    },
    showSaveDialog: ({ defaultUri }: vscode.SaveDialogOptions) => {
      seen.name = defaultUri!.path.slice(defaultUri!.path.lastIndexOf('/') + 1);
      return Promise.resolve(file);
    },
    showInformationMessage: (text: string) => {
      seen.told = text;
      return Promise.resolve(undefined);
    },
  });
  return seen;
}
