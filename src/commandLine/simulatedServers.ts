import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openEmbeddingServer } from '../adapters/embeddingServer/openEmbeddingServer.ts';
import { ServerKeyError } from '../adapters/embeddingServer/serverErrors.ts';
import { blocksOf, type EmbeddingBlock, type EmbeddingServer } from '../core/embed/blocks.ts';
import type { Embedder } from '../core/embed/embedder.ts';
import { addressProblem, isLoopback, originOf } from '../core/embed/serverAddress.ts';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import { openServerWithCachedFacts } from '../engine/embedding/openBlock.ts';

/** The environment variable with the key of the server. */
const keyVariable = 'MARGINALIA_EMBEDDING_KEY';
const prefix = 'server:';

/**
 * A model on a server, as `--embedding` names it: `server:URL#MODEL`.
 * @returns undefined if it is something else
 * @throws UserError if the address or the model is missing or wrong
 */
export function serverBlock(argument: string): EmbeddingBlock | undefined {
  if (!argument.startsWith(prefix)) return undefined;
  const [, server = '', model = ''] = /^(.*?)#(.*)$/.exec(argument.slice(prefix.length)) ?? [];
  if (model === '' || addressProblem(server) !== undefined) {
    throw new UserError(message('simulate.badServer', { given: argument, keyVariable }));
  }
  return blocksOf([{ server, model }])[0]!;
}

/**
 * Hosts that texts may be sent to, as `--allow-host` names them.
 * @throws UserError if one is no host
 */
export function allowedHosts(names: readonly string[]): readonly string[] {
  const invalid = names.find((host) => !/^([\w.-]+|\[[\da-f:.]+\])(:\d+)?$/i.test(host));
  if (invalid === undefined) return names.map((host) => host.toLowerCase());
  throw new UserError(message('simulate.badHost', { given: invalid }));
}

/**
 * @param allowed hosts, with or without a port, that may receive texts besides this machine
 * @throws UserError if a block is on a server that may not, or a key would be sent to several
 */
export function requireAllowedServers(
  blocks: readonly EmbeddingBlock[],
  allowed: readonly string[],
): void {
  const servers = serversOf(blocks);
  for (const { server, model } of servers) {
    if (mayReceive(server, allowed)) continue;
    const { hostname: host } = new URL(server);
    throw new UserError(message('simulate.hostNotAllowed', { model, host }));
  }
  const origins = new Set(servers.map(({ server }) => originOf(server)));
  if (origins.size > 1 && keyOfServer() !== undefined) {
    throw new UserError(message('simulate.keyOfOneServer', { keyVariable }));
  }
}

/**
 * Opens a model on a server, with the key from the environment.
 * @param cacheFolder stores the model's properties, so that cached vectors can be used without the server
 * @throws UserError if the server does not respond, or responds with an error; CancelledError.
 */
export async function openSimulatedServer(
  source: EmbeddingServer,
  allowed: readonly string[],
  {
    cacheFolder,
    signal,
  }: { readonly cacheFolder: string; readonly signal: AbortSignal | undefined },
): Promise<Embedder> {
  await mkdir(cacheFolder, { recursive: true });
  const digest = createHash('sha256').update(JSON.stringify(source)).digest('hex').slice(0, 16);
  const key = keyOfServer();
  return openServerWithCachedFacts(
    join(cacheFolder, `server-${digest}.json`),
    openEmbeddingServer,
    {
      ...source,
      allowed: mayReceive(source.server, allowed),
      ...(key !== undefined && { key }),
      ...(signal && { signal }),
    },
  );
}

/** Adds the environment variable to the error of a missing key; returns any other error unchanged. */
export function withKeyVariable(error: unknown): unknown {
  if (!(error instanceof ServerKeyError)) return error;
  return new UserError(message('simulate.serverKey', { why: error.problem, keyVariable }));
}

function serversOf(blocks: readonly EmbeddingBlock[]): EmbeddingServer[] {
  return blocks.flatMap(({ source }) => (source && 'server' in source ? [source] : []));
}

function mayReceive(server: string, allowed: readonly string[]): boolean {
  const { host, hostname } = new URL(server);
  return isLoopback(server) || allowed.includes(host) || allowed.includes(hostname);
}

function keyOfServer(): string | undefined {
  return process.env[keyVariable]?.trim() || undefined;
}
