import { CancelledError, UserError, throwIfAborted } from '../../core/errors.ts';
import { ServerKeyError, TooLargeError } from './serverErrors.ts';

export interface ServerConnection {
  /** Texts go to this address and to no other: redirects are not followed. */
  readonly address: URL;
  readonly key?: string;
  /** A request without a whole answer after so many milliseconds is given up. */
  readonly timeoutMs: number;
  /** Waits so many milliseconds. @throws CancelledError */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Times that a server which is busy or fails is asked again. */
const maxTries = 6;
/** Milliseconds before the second try; doubled for each further one. */
const firstWait = 1000;
/** No server may make anybody wait for longer at a time. */
const longestWait = 60_000;
/** Bytes of an answer; more is no answer to what is asked. */
const longestAnswer = 256 * 2 ** 20;
/** Of what a server says about an error, so many characters are shown. */
const shownCharacters = 200;

/** What came of one request: the answer, a sentence that ends the work, or a reason to ask again. */
type Outcome =
  { readonly body: string } | { readonly again: UserError; readonly waitMs: number | undefined };

/**
 * Posts a request and gives back the answer's text. Where the server is busy (429, 503) or fails (5xx, no connection)
 * it is asked again, after the time that it names or a growing one.
 * @throws TooLargeError if the request is more than the server takes at once, or takes too long.
 * @throws ServerKeyError, UserError if the server refuses or does not answer; CancelledError.
 */
export async function askServer(
  connection: ServerConnection,
  request: object,
  signal?: AbortSignal,
): Promise<string> {
  for (let tries = 1; ; tries++) {
    throwIfAborted(signal);
    const outcome = await tryOnce(connection, request, signal);
    if ('body' in outcome) return outcome.body;
    if (tries === maxTries) throw outcome.again;
    const growing = firstWait * 2 ** (tries - 1);
    await connection.wait(Math.min(longestWait, outcome.waitMs ?? growing), signal);
  }
}

async function tryOnce(
  { address, key, timeoutMs, now }: ServerConnection,
  request: object,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const { host } = address;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(address, {
      method: 'POST',
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      headers: {
        'content-type': 'application/json',
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      body: JSON.stringify(request),
    });
    const body = await textOf(response, host);
    if (response.ok) return { body };
    return refused(response, body, host, now);
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    if (error instanceof UserError) throw error;
    if (timeout.aborted) {
      throw new TooLargeError(
        `${host} has not answered within ${Math.round(timeoutMs / 1000)} s. Is the model loaded? Try again, or use a smaller model.`,
        { cause: error },
      );
    }
    return { again: noConnection(host, error), waitMs: undefined };
  }
}

/** The body of an answer, up to a bound. */
async function textOf(response: Response, host: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  const chunks: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > longestAnswer) {
      throw new UserError(`The answer of ${host} does not end. Nothing of it was kept.`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function refused(response: Response, body: string, host: string, now: () => number): Outcome {
  const { status } = response;
  const said = messageIn(body);
  if (status >= 300 && status < 400) {
    const location = response.headers.get('location') ?? '';
    const where = URL.canParse(location, response.url) && new URL(location, response.url).host;
    throw new UserError(
      `${host} sends requests on to ${where || 'another address'}. Texts are sent only to the address in the project file; correct it there.`,
    );
  }
  if (status === 401 || status === 403) {
    throw new ServerKeyError(`${host} wants a key, or another one (${status}${said}).`);
  }
  if (status === 413 || (status >= 400 && isTooLong(said))) {
    throw new TooLargeError(`${host} takes no text of that length (${status}${said}).`);
  }
  if (status === 429 || status >= 500) {
    const busy = status === 429 || status === 503;
    const again = new UserError(
      busy
        ? `${host} is too busy (${status}${said}). Try again later.`
        : `${host} failed (${status}${said}). See its own log, then try again.`,
    );
    return { again, waitMs: retryAfter(response.headers.get('retry-after'), now) };
  }
  if (status === 404) {
    throw new UserError(
      `${host} has no such address or model (404${said}). Check "server" and "model" in the project file; most servers have their interface under /v1.`,
    );
  }
  throw new UserError(`${host} refuses (${status}${said}). Check "server" and "model".`);
}

/** How llama.cpp, vLLM and others say that a text is longer than their model takes. */
function isTooLong(said: string): boolean {
  return /too (large|long|many tokens)|context (length|size)|maximum.*(length|tokens)|exceed/i.test(
    said,
  );
}

/** What a server says of an error: `: …`, or nothing. */
function messageIn(body: string): string {
  const shown = (text: unknown): string =>
    typeof text === 'string' && text.trim() !== ''
      ? `: ${text.trim().slice(0, shownCharacters)}`
      : '';
  try {
    const { error, message, detail } = JSON.parse(body) as Record<string, unknown>;
    const inside = (error as { message?: unknown } | undefined)?.message;
    return shown(inside) || shown(error) || shown(message) || shown(detail);
  } catch {
    return /^\s*</.test(body) ? ': a web page' : shown(body);
  }
}

/** Milliseconds: seconds, or a date. */
function retryAfter(header: string | null, now: () => number): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return 1000 * seconds;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now());
}

function noConnection(host: string, error: unknown): UserError {
  const { cause } = (error ?? {}) as { cause?: { code?: string; message?: string } };
  const why = cause?.code ?? cause?.message ?? String(error);
  return new UserError(
    `There is no answer from ${host} (${why}). Start the server, or correct its address in the project file.`,
    { cause: error },
  );
}
