import type * as vscode from 'vscode';

/**
 * A model and the host that it is downloaded from. Consent to one download does not extend to
 * others.
 */
export interface Download {
  readonly model: string;
  /** The hub's URL. */
  readonly hub: string;
}

const agreedKey = 'modelDownloads';
/** Until 0.1 the key stored "given", for every model and host; it no longer counts as consent. */
const offersKey = 'modelDownload';

/** Whether the user consented to this download, in any window. */
export function hasAgreed(memory: vscode.Memento, download: Download): boolean {
  return agreements(memory).includes(keyOf(download));
}

export async function rememberAgreement(memory: vscode.Memento, download: Download): Promise<void> {
  if (hasAgreed(memory, download)) return;
  await memory.update(agreedKey, [...agreements(memory), keyOf(download)]);
}

/** Whether the user opted out of download offers. */
export function declinedOffers(memory: vscode.Memento): boolean {
  return memory.get(offersKey) === 'refused';
}

export async function declineOffers(memory: vscode.Memento): Promise<void> {
  await memory.update(offersKey, 'refused');
}

function agreements(memory: vscode.Memento): readonly string[] {
  const stored = memory.get<unknown>(agreedKey);
  return Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : [];
}

function keyOf({ model, hub }: Download): string {
  const { href } = new URL(hub.endsWith('/') ? hub : `${hub}/`);
  return `${href} ${model}`;
}
