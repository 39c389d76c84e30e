import { message } from '../../core/messages/messages.ts';
import { UserError } from '../../core/errors.ts';

/**
 * Parses the vectors of an `/embeddings` response into the order of the texts.
 * @param body `{"data": [{"index": 0, "embedding": [0.1, …]}, …]}`
 * @param texts number of texts sent
 * @param host for error messages
 * @returns texts × dimensions, each row scaled to unit length; zero rows stay zero
 * @throws UserError if the response is anything else.
 */
export function readVectors(
  body: string,
  texts: number,
  host: string,
): { readonly rows: Float32Array; readonly dimensions: number } {
  const data = vectorsIn(parsed(body, host), host);
  if (data.length !== texts) {
    throw new UserError(message('server.wrongCount', { host, vectors: data.length, texts }));
  }
  const order = orderOf(data, host);
  const dimensions = data[0]?.embedding.length ?? 0;
  const rows = new Float32Array(texts * dimensions);
  data.forEach(({ embedding }, i) => {
    if (embedding.length !== dimensions || dimensions === 0) {
      const lengths = { first: dimensions, other: embedding.length };
      throw new UserError(message('server.unequalLengths', { host, ...lengths }));
    }
    put(embedding, rows.subarray(order[i]! * dimensions, (order[i]! + 1) * dimensions), host);
  });
  return { rows, dimensions };
}

interface Item {
  readonly index: number | undefined;
  readonly embedding: readonly unknown[];
}

function parsed(body: string, host: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    if (/^\s*</.test(body)) {
      throw new UserError(message('server.webPage', { host }));
    }
    if (/\b(NaN|-?Infinity)\b/.test(body)) throw notNumbers(host);
    throw new UserError(message('server.noJson', { host }));
  }
}

function vectorsIn(answer: unknown, host: string): Item[] {
  const { data } = (answer ?? {}) as { data?: unknown };
  if (!Array.isArray(data)) throw noVectors(host);
  return data.map((item: unknown) => {
    const { embedding, index } = (item ?? {}) as { embedding?: unknown; index?: unknown };
    if (!Array.isArray(embedding)) throw noVectors(host);
    return { embedding, index: typeof index === 'number' ? index : undefined };
  });
}

/** Position of each vector; the order received if the server sends no `index`. */
function orderOf(data: readonly Item[], host: string): number[] {
  if (data.every(({ index }) => index === undefined)) return data.map((_, i) => i);
  const order = data.map(({ index }) => index ?? -1);
  const complete = [...order].sort((a, b) => a - b).every((index, i) => index === i);
  if (complete) return order;
  throw new UserError(message('server.badIndex', { host }));
}

function put(embedding: readonly unknown[], row: Float32Array, host: string): void {
  let squares = 0;
  embedding.forEach((value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw notNumbers(host);
    squares += value * value;
  });
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  if (!Number.isFinite(scale)) throw notNumbers(host);
  embedding.forEach((value, j) => (row[j] = (value as number) * scale));
}

function noVectors(host: string): UserError {
  return new UserError(message('server.noVectors', { host }));
}

function notNumbers(host: string): UserError {
  return new UserError(message('server.notNumbers', { host }));
}
