import type * as vscode from 'vscode';

/** Whether the user agreed to downloads of models; asked once, remembered for all windows. */
export interface DownloadConsent {
  readonly given: boolean;
  /** Asked and answered with never: do not ask by oneself again. */
  readonly refused: boolean;
}

const key = 'modelDownload';

export function downloadConsent(memory: vscode.Memento): DownloadConsent {
  const said = memory.get<string>(key);
  return { given: said === 'given', refused: said === 'refused' };
}

export function rememberConsent(memory: vscode.Memento, said: 'given' | 'refused'): Thenable<void> {
  return memory.update(key, said);
}
