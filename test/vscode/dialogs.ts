// Answers the messages, questions and file dialogs of commands in place of the user.
import * as vscode from 'vscode';

export const messageDialogs = [
  'showErrorMessage',
  'showWarningMessage',
  'showInformationMessage',
] as const;

export const allDialogs = [
  ...messageDialogs,
  'showQuickPick',
  'showInputBox',
  'showOpenDialog',
  'showSaveDialog',
] as const;

export type Dialog = (typeof allDialogs)[number];

/** A dialog as a command shows it. */
export interface Shown {
  readonly dialog: Dialog;
  /** The arguments of the call. */
  readonly args: readonly unknown[];
  /** The text of a message; '' for other dialogs. */
  readonly text: string;
  /** The buttons of a message. */
  readonly buttons: readonly string[];
  /** The entries of a quick pick. */
  readonly items: readonly vscode.QuickPickItem[];
  readonly options: vscode.MessageOptions &
    vscode.QuickPickOptions &
    vscode.InputBoxOptions &
    vscode.OpenDialogOptions &
    vscode.SaveDialogOptions;
}

/** The user's answer; undefined dismisses the dialog. */
export type Answer = (shown: Shown) => unknown;
export type Answers = { readonly [Name in Dialog]?: Answer };

/** The dialogs that commands have shown. */
export class Dialogs {
  readonly shown: Shown[] = [];
  readonly #emitter = new vscode.EventEmitter<Shown>();
  readonly onDidShow = this.#emitter.event;

  add(shown: Shown): void {
    this.shown.push(shown);
    this.#emitter.fire(shown);
  }

  /** The texts of messages. */
  get messages(): string[] {
    return this.shown.flatMap(({ text }) => (text === '' ? [] : [text]));
  }

  /** The labels of each quick pick. */
  get lists(): string[][] {
    return this.shown.flatMap(({ dialog, items }) =>
      dialog === 'showQuickPick' ? [items.map(({ label }) => label)] : [],
    );
  }

  /** The file name that the save dialog proposed last. */
  get proposedName(): string | undefined {
    const last = this.shown.findLast(({ dialog }) => dialog === 'showSaveDialog');
    return last?.options.defaultUri?.path.split('/').at(-1);
  }
}

const originals = [...allDialogs, 'createQuickPick' as const].map(
  (name) => [name, vscode.window[name]] as const,
);

/** Replaces dialogs of the window by answers, until `restoreDialogs`; other dialogs stay as they are. */
export function answerDialogs(answers: Answers): Dialogs {
  const dialogs = new Dialogs();
  for (const dialog of allDialogs) {
    const answer = answers[dialog];
    if (!answer) continue;
    const show = async (...args: unknown[]): Promise<unknown> => {
      const shown = shownBy(dialog, args);
      dialogs.add(shown);
      return answer(shown);
    };
    Object.assign(vscode.window, { [dialog]: show });
  }
  return dialogs;
}

/** Gives the window its own dialogs back. */
export function restoreDialogs(): void {
  Object.assign(vscode.window, Object.fromEntries(originals));
}

/** The same answer to several dialogs. */
export function answerEach(dialogs: readonly Dialog[], answer: Answer): Answers {
  return Object.fromEntries(dialogs.map((dialog) => [dialog, answer]));
}

export const dismiss: Answer = () => undefined;

/**
 * Chooses entries of successive quick picks.
 * @param labels removed as they are chosen
 */
export function choose(labels: string[]): Answer {
  return ({ items }) => {
    const wanted = labels.shift();
    return items.find(({ label }) => label === wanted);
  };
}

/**
 * Gives successive replies: the button of a message, the text of an input box, or an entry of a
 * quick pick by its name or a part of its label; an array for several entries.
 * @param replies removed as they are given
 */
export function reply(replies: unknown[]): Answer {
  return ({ dialog, items }) => {
    const given = replies.shift();
    if (dialog !== 'showQuickPick' || given === undefined) return given;
    const entry = (name: unknown) =>
      items.find(
        (item: vscode.QuickPickItem & { readonly name?: string }) =>
          item.name === name || item.label.includes(String(name)),
      );
    return Array.isArray(given) ? given.map(entry) : entry(given);
  };
}

/** Answers a command that writes a file: its quick picks in order, the file, and no button at the end. */
export function answerExport(picks: string[], file: vscode.Uri): Dialogs {
  return answerDialogs({
    showQuickPick: choose(picks),
    showSaveDialog: () => file,
    showInformationMessage: dismiss,
  });
}

/** Replaces quick picks with buttons, and accepts the entry whose label begins with `name` at once. */
export function acceptEntry(name: string): void {
  const createQuickPick = () => {
    let accepted = (): void => undefined;
    const pick = {
      items: [] as vscode.QuickPickItem[],
      activeItems: [] as vscode.QuickPickItem[],
      onDidAccept: (listener: () => void) => (accepted = listener),
      onDidHide: () => undefined,
      show: () => {
        pick.activeItems = pick.items.filter(({ label }) => label.startsWith(name));
        accepted();
      },
      dispose: () => undefined,
    };
    return pick;
  };
  Object.assign(vscode.window, { createQuickPick });
}

function shownBy(dialog: Dialog, args: readonly unknown[]): Shown {
  const [first, ...rest] = args;
  const isOptions = (value: unknown): value is Shown['options'] =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  return {
    dialog,
    args,
    text: typeof first === 'string' ? first : '',
    buttons: rest.filter((value) => typeof value === 'string'),
    items: Array.isArray(first) ? (first as vscode.QuickPickItem[]) : [],
    options: [...rest, first].find(isOptions) ?? {},
  };
}
