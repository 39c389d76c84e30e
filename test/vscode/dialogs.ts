import * as vscode from 'vscode';

/** The questions and messages of commands so far. */
export interface Dialogs {
  /** The labels of each quick pick. */
  readonly lists: readonly string[][];
  /** The file name that the save dialog proposed last. */
  readonly name: string;
  /** The last information message. */
  readonly told: string;
}

/**
 * Answers the dialogs of a command in place of the user.
 * @param picks labels of the entries to choose in successive quick picks; consumed as they are chosen
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
