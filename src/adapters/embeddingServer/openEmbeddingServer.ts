import { message } from '../../core/messages/messages.ts';
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { EmbeddingServer } from '../../core/embed/blocks.ts';
import type { Embedder } from '../../core/embed/embedder.ts';
import type { KnownModel } from '../../core/embed/knownModel.ts';
import { addressProblem, embeddingsAddress, isLoopback } from '../../core/embed/serverAddress.ts';
import { CancelledError, UserError, throwIfAborted } from '../../core/errors.ts';
import { askServer, type ServerConnection } from './askServer.ts';
import { readVectors } from './readVectors.ts';
import { ServerNotAllowedError, TooLargeError } from './serverErrors.ts';

export interface EmbeddingServerOptions extends EmbeddingServer {
  /** The user has agreed that this project's texts are sent there; a server on this machine needs none. */
  readonly allowed: boolean;
  readonly key?: string;
  /** What an earlier opening found out; the server is not asked then before texts are embedded. */
  readonly known?: KnownModel;
  /** Told when the model is not any more what is `known`. */
  readonly onChanged?: () => Promise<void>;
  /** Texts in a request, at most. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  /** For tests; see `ServerConnection`. */
  readonly timeoutMs?: number;
  readonly wait?: ServerConnection['wait'];
  readonly now?: ServerConnection['now'];
}

/** A text is not cut below so many characters: what a server does not take then is not about length. */
const shortestCut = 16;

/**
 * Opens a model on a server that has OpenAI's `/embeddings`. One text is embedded to see what the model gives.
 * @throws ServerNotAllowedError before anything is sent, where the server is elsewhere and nobody agreed to it.
 * @throws UserError where it does not answer, or gives other vectors than the project file says; CancelledError.
 */
export async function openEmbeddingServer(
  options: EmbeddingServerOptions,
): Promise<ServerEmbedder> {
  const { server, model, allowed, signal } = options;
  throwIfAborted(signal);
  const wrong = addressProblem(server);
  if (wrong !== undefined) throw new UserError(wrong);
  const address = new URL(embeddingsAddress(server));
  if (!allowed && !isLoopback(server)) {
    throw new ServerNotAllowedError(message('server.notAllowed', { model, host: address.host }));
  }
  const { key, timeoutMs = 120_000, wait = pause, now = Date.now } = options;
  const connection = { address, ...(key !== undefined && { key }), timeoutMs, wait, now };
  const known = options.known ?? (await findOut(options, connection));
  return new ServerEmbedder(options, connection, known);
}

async function findOut(
  { model, dimensions, signal }: EmbeddingServerOptions,
  connection: ServerConnection,
): Promise<KnownModel> {
  const plain = requestOf(model, undefined);
  const given = await dimensionsOf(connection, plain, signal);
  if (dimensions === undefined || dimensions === given) {
    return { dimensions: given, onRequest: false };
  }
  // Some models give shorter vectors when asked for them; others pass over it, or refuse.
  const shorter = requestOf(model, dimensions);
  const then = await dimensionsOf(connection, shorter, signal).catch((error: unknown) => {
    if (error instanceof UserError) return given;
    throw error;
  });
  if (then === dimensions) return { dimensions, onRequest: true };
  const { host } = connection.address;
  throw new UserError(
    message('server.otherDimensions', { model, host, given: then, wanted: dimensions }),
  );
}

function requestOf(model: string, dimensions: number | undefined): object {
  return { model, encoding_format: 'float', ...(dimensions !== undefined && { dimensions }) };
}

async function dimensionsOf(
  connection: ServerConnection,
  request: object,
  signal: AbortSignal | undefined,
): Promise<number> {
  const body = await askServer(connection, { ...request, input: ['a'] }, signal);
  return readVectors(body, 1, connection.address.host).dimensions;
}

/** Vectors of some texts, and whether one of these had to be cut. */
interface Part {
  readonly rows: Float32Array;
  readonly cut: boolean;
}

class ServerEmbedder implements Embedder {
  readonly name: string;
  readonly dimensions: number;
  readonly fingerprint: string;
  readonly known: KnownModel;
  readonly #connection: ServerConnection;
  readonly #request: object;
  readonly #onChanged: (() => Promise<void>) | undefined;
  /** Shrinks where the server does not take so many. */
  #batchSize: number;

  constructor(
    { model, server, batchSize = 32, onChanged }: EmbeddingServerOptions,
    connection: ServerConnection,
    known: KnownModel,
  ) {
    const { dimensions, onRequest } = known;
    const named = createHash('sha256').update(`${embeddingsAddress(server)}\n${model}`);
    this.name = `${model} (${connection.address.host})`;
    this.dimensions = dimensions;
    this.fingerprint = `server-1-${dimensions}-${named.digest('hex').slice(0, 16)}`;
    this.#connection = connection;
    this.known = known;
    this.#request = requestOf(model, onRequest ? dimensions : undefined);
    this.#onChanged = onChanged;
    this.#batchSize = batchSize;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    throwIfAborted(signal);
    const out = new Float32Array(texts.length * this.dimensions);
    for (let from = 0; from < texts.length;) {
      const batch = texts.slice(from, from + this.#batchSize);
      const { rows } = await this.#inParts(batch, signal);
      out.set(rows, from * this.dimensions);
      from += batch.length;
    }
    return out;
  }

  /** No texts stay there, and no connection. */
  async close(): Promise<void> {}

  /** Halves what the server does not take at once; a single text that is too long is cut. */
  async #inParts(texts: readonly string[], signal: AbortSignal | undefined): Promise<Part> {
    try {
      return { rows: await this.#ask(texts, signal), cut: false };
    } catch (error) {
      if (!(error instanceof TooLargeError)) throw error;
      const [first] = texts;
      if (texts.length === 1) return this.#shortened(first!, error, signal);
    }
    const half = Math.ceil(texts.length / 2);
    const left = await this.#inParts(texts.slice(0, half), signal);
    const right = await this.#inParts(texts.slice(half), signal);
    const cut = left.cut || right.cut;
    // One text that is too long says nothing of how many the server takes.
    if (!cut) this.#batchSize = Math.min(this.#batchSize, half);
    const rows = new Float32Array(texts.length * this.dimensions);
    rows.set(left.rows);
    rows.set(right.rows, left.rows.length);
    return { rows, cut };
  }

  /** The vector of the longest beginning that is taken, the text being halved until one is. */
  async #shortened(
    text: string,
    refusal: TooLargeError,
    signal: AbortSignal | undefined,
  ): Promise<Part> {
    for (let length = text.length >> 1; length >= shortestCut; length >>= 1) {
      try {
        return { rows: await this.#ask([beginning(text, length)], signal), cut: true };
      } catch (error) {
        if (!(error instanceof TooLargeError)) throw error;
      }
    }
    throw refusal;
  }

  async #ask(texts: readonly string[], signal: AbortSignal | undefined): Promise<Float32Array> {
    const { host } = this.#connection.address;
    // An empty text is no input to most servers.
    const input = texts.map((text) => text || ' ');
    const body = await askServer(this.#connection, { ...this.#request, input }, signal);
    const { rows, dimensions } = readVectors(body, texts.length, host);
    if (dimensions === this.dimensions) return rows;
    await this.#onChanged?.();
    throw new UserError(
      message('server.modelChanged', { host, given: dimensions, before: this.dimensions }),
    );
  }
}

/** At most so many UTF-16 units, without half a character at the end. */
function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    throw new CancelledError(String(error));
  }
}
