import { textWithin } from '../../core/textWithin.ts';
import type { Message } from '../../core/messages/message.ts';
import { message } from '../../core/messages/messages.ts';
import { CancelledError, UserError, throwIfAborted } from '../../core/errors.ts';
import { ServerKeyError, TooLargeError } from './serverErrors.ts';

export interface ServerConnection {
  /** The only address that receives texts: redirects are not followed. */
  readonly address: URL;
  readonly key?: string;
  /** Milliseconds until a request without a complete response fails. */
  readonly timeoutMs: number;
  /**
   * Waits the given milliseconds.
   * @throws CancelledError
   */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Maximum tries if the server is busy or fails. */
const maxTries = 6;
/** Milliseconds before the second try; doubled for each further one. */
const firstWait = 1000;
/** Limit of the wait that a server can impose. */
const longestWait = 60_000;
/** Maximum bytes of a response. */
const maxResponseLength = 256 * 2 ** 20;
/** Characters shown of a server's error message. */
const shownCharacters = 200;

/** Result of one request: the response, a final error, or a reason to retry. */
type Outcome =
  { readonly body: string } | { readonly again: UserError; readonly waitMs: number | undefined };

/**
 * Posts a request and returns the response's text. Retries if the server is busy (429, 503) or
 * fails (5xx, no connection), after the time that it names or an increasing one.
 * @throws TooLargeError if the request exceeds the server's limits, or takes too long.
 * @throws ServerKeyError, UserError if the server rejects the request or does not respond;
 * CancelledError.
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
    const body = await textWithin(response.body ?? [], maxResponseLength);
    if (body === undefined) throw new UserError(message('server.endless', { host }));
    if (response.ok) return { body };
    return refused(response, body, host, now);
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    if (error instanceof UserError) throw error;
    if (timeout.aborted) {
      throw new TooLargeError(
        message('server.timeout', { host, seconds: Math.round(timeoutMs / 1000) }),
        { cause: error },
      );
    }
    return { again: noConnection(host, error), waitMs: undefined };
  }
}

function refused(response: Response, body: string, host: string, now: () => number): Outcome {
  const { status } = response;
  const serverError = errorIn(body);
  const answer = answerOf(status, serverError);
  if (status >= 300 && status < 400) {
    const location = response.headers.get('location') ?? '';
    const to = URL.canParse(location, response.url) && new URL(location, response.url).host;
    throw new UserError(message('server.redirects', { host, ...(to && { to }) }));
  }
  if (status === 401 || status === 403) {
    throw new ServerKeyError(message('server.wantsKey', { host, answer }));
  }
  if (
    status === 413 ||
    (status >= 400 && typeof serverError === 'string' && isTooLong(serverError))
  ) {
    throw new TooLargeError(message('server.textTooLong', { host, answer }));
  }
  if (status === 429 || status >= 500) {
    const busy = status === 429 || status === 503;
    const again = new UserError(message(busy ? 'server.busy' : 'server.failed', { host, answer }));
    return { again, waitMs: retryAfter(response.headers.get('retry-after'), now) };
  }
  if (status === 404) {
    throw new UserError(message('server.notFound', { host, answer }));
  }
  throw new UserError(message('server.refuses', { host, answer }));
}

/** Whether llama.cpp, vLLM or another server reports that a text exceeds the model's length. */
function isTooLong(said: string): boolean {
  return /too (large|long|many tokens)|context (length|size)|maximum.*(length|tokens)|exceed/i.test(
    said,
  );
}

/** The status of a response, with the server's own message. */
function answerOf(status: number, said: ServerError): Message {
  if (said === undefined) return message('server.status', { status });
  return said === webPage
    ? message('server.statusWebPage', { status })
    : message('server.statusSaying', { status, said });
}

const webPage = Symbol('web page');
type ServerError = string | typeof webPage | undefined;

/** A server's error message, if any. */
function errorIn(body: string): ServerError {
  const shown = (text: unknown): string | undefined =>
    (typeof text === 'string' && text.trim().slice(0, shownCharacters)) || undefined;
  try {
    const { error, message, detail } = JSON.parse(body) as Record<string, unknown>;
    const inside = (error as { message?: unknown } | undefined)?.message;
    return shown(inside) || shown(error) || shown(message) || shown(detail);
  } catch {
    return /^\s*</.test(body) ? webPage : shown(body);
  }
}

/** Milliseconds; the header holds seconds or a date. */
function retryAfter(header: string | null, now: () => number): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return 1000 * seconds;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now());
}

function noConnection(host: string, error: unknown): UserError {
  const { cause } = (error ?? {}) as { cause?: { code?: string; message?: string } };
  const reason = cause?.code ?? cause?.message ?? String(error);
  return new UserError(message('server.noConnection', { host, reason }), { cause: error });
}
