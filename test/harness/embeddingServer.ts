import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';

/** Faults of an embedding server. */
export type EmbeddingFault =
  | 'a web page'
  | 'cut'
  | 'cut short'
  | 'too large'
  | 'busy'
  | 'failing'
  | 'stall'
  | 'other dimension'
  | 'uneven dimensions'
  | 'fewer vectors'
  | 'reordered'
  | 'repeated index'
  | 'redirect'
  | 'NaN'
  | 'null'
  | 'no model'
  | 'no key'
  | 'context length'
  | 'no data';

export interface AskedOf {
  readonly path: string;
  readonly texts: readonly string[];
  readonly model: string;
  readonly dimensions?: number;
  readonly authorization: string | undefined;
}

/** A stand-in for Ollama, vLLM and the like: `/v1/embeddings` with distinct vectors per text. */
export interface FakeServer {
  /** `http://127.0.0.1:PORT/v1` */
  readonly url: string;
  readonly asked: AskedOf[];
  /** The fault to answer with; with `times`, for that many requests only. */
  fault: EmbeddingFault | undefined;
  times: number;
  /** Requests answered normally before the fault begins. */
  after: number;
  retryAfter: string | undefined;
  /** Requests with more texts, or with a text of more characters, get a 413. */
  mostTexts: number;
  longestText: number;
  dimensions: number;
  /** Whether `dimensions` in a request is honoured. */
  shortens: boolean;
  /** Called when an answer has been sent. */
  onAnswered: (() => void) | undefined;
  /** The target of redirects. */
  location: string;
  close(): Promise<void>;
}

export async function startEmbeddingServer(): Promise<FakeServer> {
  const http = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { input, model, dimensions } = JSON.parse(body) as {
      input: string[];
      model: string;
      dimensions?: number;
    };
    server.asked.push({
      path: request.url ?? '',
      texts: input,
      model,
      ...(dimensions !== undefined && { dimensions }),
      authorization: request.headers.authorization,
    });
    response.once('finish', () => server.onAnswered?.());
    const due = server.fault && server.after-- <= 0 && server.times-- > 0;
    const length = server.shortens ? (dimensions ?? server.dimensions) : server.dimensions;
    const vectors = input.map((text) => vectorOf(text, length));
    if (input.length > server.mostTexts) return fail(response, 413, 'too many inputs');
    if (input.some((text) => text.length > server.longestText)) {
      return fail(response, 413, 'inputs must have less than 512 tokens');
    }
    send(response, due ? server.fault : undefined, vectors);
  };
  const send = (
    response: ServerResponse,
    fault: EmbeddingFault | undefined,
    vectors: number[][],
  ): void => {
    const items = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }));
    const text = (data: readonly unknown[]): string => JSON.stringify({ object: 'list', data });
    switch (fault) {
      case 'a web page':
        return end(response, 200, '<!doctype html><p>It works!</p>', 'text/html');
      case 'cut':
        response.writeHead(200, { 'content-length': 1e6 });
        response.write(text(items).slice(0, 40), () => response.destroy());
        return;
      case 'cut short':
        return end(response, 200, text(items).slice(0, -20));
      case 'too large':
        return fail(response, 413, 'payload too large');
      case 'busy':
        if (server.retryAfter !== undefined) response.setHeader('retry-after', server.retryAfter);
        return fail(response, 429, 'slow down');
      case 'failing':
        return fail(response, 500, 'out of memory');
      case 'stall':
        response.writeHead(200);
        response.write('{');
        return;
      case 'other dimension':
        return end(
          response,
          200,
          text(items.map((item) => ({ ...item, embedding: [...item.embedding, 0] }))),
        );
      case 'uneven dimensions':
        return end(
          response,
          200,
          text(items.map((item, i) => ({ ...item, embedding: item.embedding.slice(i % 2) }))),
        );
      case 'fewer vectors':
        return end(response, 200, text(items.slice(1)));
      case 'reordered':
        return end(response, 200, text([...items].reverse()));
      case 'repeated index':
        return end(response, 200, text(items.map((item) => ({ ...item, index: 0 }))));
      case 'redirect':
        response.setHeader('location', server.location);
        return fail(response, 307, '');
      case 'NaN':
        return end(response, 200, text(items).replace(/\[[^[{]+?,/, '[NaN,'));
      case 'null':
        return end(
          response,
          200,
          text(items.map((item) => ({ ...item, embedding: item.embedding.map(() => null) }))),
        );
      case 'no model':
        return fail(response, 404, 'model "x" not found, try pulling it first');
      case 'no key':
        return fail(response, 401, 'invalid API key');
      case 'context length':
        return fail(response, 400, "This model's maximum context length is 512 tokens");
      case 'no data':
        return end(response, 200, '{"object":"list"}');
      case undefined:
        return end(response, 200, text(items));
    }
  };
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  const { port } = http.address() as AddressInfo;
  const server: FakeServer = {
    url: `http://127.0.0.1:${port}/v1`,
    asked: [],
    fault: undefined,
    times: Infinity,
    after: 0,
    retryAfter: undefined,
    mostTexts: Infinity,
    longestText: Infinity,
    dimensions: 6,
    shortens: false,
    onAnswered: undefined,
    location: 'http://192.0.2.1/v1/embeddings',
    close: async () => {
      http.closeAllConnections();
      await new Promise((closed) => http.close(closed));
    },
  };
  return server;
}

/** Numbers between −1 and 1 that depend on the text only. */
export function vectorOf(text: string, dimensions: number): number[] {
  const digest = createHash('sha512').update(text).digest();
  return Array.from({ length: dimensions }, (_, j) => digest.readInt16LE(2 * j) / 2 ** 15);
}

function fail(response: ServerResponse, status: number, message: string): void {
  end(response, status, JSON.stringify({ error: { message } }));
}

function end(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'application/json',
): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}
