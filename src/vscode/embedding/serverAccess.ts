import type * as vscode from 'vscode';
import { blocksOf, type EmbeddingSetting } from '../../core/embed/blocks.ts';
import { addressProblem, isLoopback, originOf } from '../../core/embed/serverAddress.ts';
import type { ServerAccess } from '../../core/engine/embeddingApi.ts';

/** Stores of consent and API keys. */
export interface AccessStores {
  readonly memory: vscode.Memento;
  readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;
}

const agreedKey = 'embeddingServers';

/** The distinct origins (scheme, host and port) of an embedding's servers. */
export function originsIn(setting: EmbeddingSetting): string[] {
  const origins = blocksOf(setting).flatMap(({ source }) =>
    source && 'server' in source && addressProblem(source.server) === undefined
      ? [originOf(source.server)]
      : [],
  );
  return [...new Set(origins)];
}

/**
 * Consent and API keys for the servers of a project's embedding. Not called in untrusted folders.
 */
export async function serversOf(
  project: Pick<vscode.Uri, 'toString'>,
  setting: EmbeddingSetting,
  { memory, secrets }: AccessStores,
): Promise<ServerAccess[]> {
  return Promise.all(
    originsIn(setting).map(async (origin) => {
      const allowed = mayReceive(memory, project, origin);
      const key = allowed ? await secrets.get(secretOf(origin)) : undefined;
      return { origin, allowed, ...(key !== undefined && { key }) };
    }),
  );
}

/**
 * Whether texts of a project may be sent to a server: always to this machine, elsewhere after
 * consent.
 */
export function mayReceive(
  memory: vscode.Memento,
  project: Pick<vscode.Uri, 'toString'>,
  origin: string,
): boolean {
  return isLoopback(origin) || agreements(memory).includes(agreement(project, origin));
}

export async function rememberServer(
  memory: vscode.Memento,
  project: Pick<vscode.Uri, 'toString'>,
  origin: string,
): Promise<void> {
  if (mayReceive(memory, project, origin)) return;
  await memory.update(agreedKey, [...agreements(memory), agreement(project, origin)]);
}

/** Stores a key in the system's key chain; an empty one deletes it. */
export async function storeKey(
  secrets: AccessStores['secrets'],
  origin: string,
  key: string,
): Promise<void> {
  if (key === '') await secrets.delete(secretOf(origin));
  else await secrets.store(secretOf(origin), key);
}

function agreements(memory: vscode.Memento): readonly string[] {
  const stored = memory.get<unknown>(agreedKey);
  return Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : [];
}

function agreement(project: Pick<vscode.Uri, 'toString'>, origin: string): string {
  return `${origin} ${project.toString()}`;
}

function secretOf(origin: string): string {
  return `embeddingServer ${origin}`;
}
