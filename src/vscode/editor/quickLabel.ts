import * as vscode from 'vscode';
import { share } from '../text/numbers.ts';
import { localize } from '../windowLanguage.ts';

export interface LabelChoice {
  readonly name: string;
  readonly key?: string;
  /** The predicted probability, if it may be shown. */
  readonly p?: number;
}

/** Asks for a label; a digit that is a label's key picks it at once. */
export function quickLabel(
  labels: readonly LabelChoice[],
  title: string,
): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick<vscode.QuickPickItem & { name: string }>();
  picker.title = title;
  picker.placeholder = localize('The label, or its digit');
  picker.items = labels.map(({ name, key, p }) => ({
    name,
    label: name,
    description: [key ?? '', p === undefined ? '' : share(p)].filter((part) => part).join(' · '),
  }));
  picker.matchOnDescription = true;
  return new Promise((resolve) => {
    const end = (name: string | undefined): void => {
      resolve(name);
      picker.dispose();
    };
    picker.onDidAccept(() => end(picker.selectedItems[0]?.name));
    picker.onDidHide(() => end(undefined));
    picker.onDidChangeValue((value) => {
      if (!/^\d$/.test(value)) return;
      const meant = labels.find(({ key }) => key === value);
      if (meant) end(meant.name);
    });
    picker.show();
  });
}
