import type * as vscode from 'vscode';

/** A model and the host that it would come from. Who agrees to one download has agreed to no other. */
export interface Download {
  readonly model: string;
  /** Address of the hub. */
  readonly hub: string;
}

const agreedKey = 'modelDownloads';
/** Up to 0.1 a "given" stood here, for every model of every host; it counts for nothing any more. */
const offersKey = 'modelDownload';

/** Whether the user agreed to this download, in any window. */
export function hasAgreed(memory: vscode.Memento, download: Download): boolean {
  return agreements(memory).includes(keyOf(download));
}

export async function rememberAgreement(memory: vscode.Memento, download: Download): Promise<void> {
  if (hasAgreed(memory, download)) return;
  await memory.update(agreedKey, [...agreements(memory), keyOf(download)]);
}

/** Whether the user does not want downloads to be offered. */
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
