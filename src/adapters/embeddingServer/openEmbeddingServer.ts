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
  /**
   * The user has agreed to send this project's texts there; not required for a server on this
   * machine.
   */
  readonly allowed: boolean;
  readonly key?: string;
  /** Cached facts of an earlier opening, which save a request at the opening. */
  readonly known?: KnownModel;
  /** Called if the model no longer matches `known`. */
  readonly onChanged?: () => Promise<void>;
  /** Maximum number of texts per request. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  /** For tests; see `ServerConnection`. */
  readonly timeoutMs?: number;
  readonly wait?: ServerConnection['wait'];
  readonly now?: ServerConnection['now'];
}

/** Texts are not cut below this many characters: a rejection is then not about length. */
const shortestCut = 16;

/**
 * Opens a model on a server with OpenAI's `/embeddings`. Embeds one text to learn the dimensions.
 * @throws ServerNotAllowedError before anything is sent, if the server is remote and the user has
 * not agreed to it.
 * @throws UserError if it does not respond, or its vectors differ from the project file;
 * CancelledError.
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
  // Some models return shorter vectors on request; others ignore the request or reject it.
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

/** Vectors of some texts, and whether a text had to be cut. */
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
  /** Shrinks if the server rejects larger requests. */
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

  /** The server keeps neither texts nor a connection. */
  async close(): Promise<void> {}

  /** Halves a batch that the server rejects as too large; cuts a single text that is too long. */
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
    // A text that is too long reveals nothing about the batch limit.
    if (!cut) this.#batchSize = Math.min(this.#batchSize, half);
    const rows = new Float32Array(texts.length * this.dimensions);
    rows.set(left.rows);
    rows.set(right.rows, left.rows.length);
    return { rows, cut };
  }

  /** The vector of the longest accepted prefix, found by halving the text. */
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
    // Most servers reject an empty text.
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

/** At most this many UTF-16 units, without splitting a surrogate pair. */
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
