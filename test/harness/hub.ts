import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ModelFiles = Readonly<Record<string, Uint8Array | string>>;

/** Faults of a download from the hub. */
export type HubFault =
  /** A login page in place of the file, as in hotel networks. */
  | 'login page'
  /** The login page with the file's content type and headers. */
  | 'login page in disguise'
  /** A redirect to a login page on another host. */
  | 'redirect to a login page'
  /** The connection breaks midway. */
  | 'cut'
  /** Half of the file is sent as if it were complete. */
  | 'cut short'
  /** Wrong bytes of the right length. */
  | 'other bytes'
  /** Different bytes on each request. */
  | 'changing bytes'
  /** Headers and a few bytes, then nothing. */
  | 'stall'
  /** No response at all. */
  | 'silence'
  | 'redirects in circles'
  /** A redirect to another host, with the checksum of the file there. */
  | 'vouched redirect'
  | 'unavailable'
  /** The response for a private or missing model. */
  | 'not shown';

export interface HubOptions {
  /**
   * `hub`: like the Hugging Face hub, which sends large files from another host and announces their SHA-256, and the
   * SHA-1 that git gives small ones. `none`: like a plain web server.
   */
  readonly checksums?: 'hub' | 'none';
}

/** A server with the hub's layout, `/{model}/resolve/main/{file}`, for one model. */
export interface Hub {
  /** "http://127.0.0.1:PORT/" */
  readonly url: string;
  /** Requested paths, in order. */
  readonly requests: string[];
  /** Paths requested on the host of large files. */
  readonly elsewhere: string[];
  /** This property and those below may be changed while the hub runs. */
  files: ModelFiles;
  /**
   * The response of `/api/models/{model}`, absent on some mirrors; `faulty` is asked about it as the file
   * `card`.
   */
  card: unknown;
  commit: string;
  fault: HubFault | undefined;
  /** The files affected by the fault. */
  faulty: (file: string) => boolean;
  close(): Promise<void>;
}

const loginPage =
  '<!doctype html>\n<html><body>Please log in to the hotel’s network.</body></html>\n';

export async function startHub(
  model: string,
  files: ModelFiles,
  { checksums = 'hub' }: HubOptions = {},
): Promise<Hub> {
  const prefix = `/${model}/resolve/main/`;
  let sent = 0;
  const cardPath = `/api/models/${model}`;
  const nameOf = (path: string): string => (path === cardPath ? 'card' : path.slice(prefix.length));
  const contentOf = (path: string): Buffer | undefined => {
    if (path === cardPath) {
      return hub.card === undefined ? undefined : Buffer.from(JSON.stringify(hub.card));
    }
    const content = path.startsWith(prefix)
      ? hub.files[decodeURIComponent(path.slice(prefix.length))]
      : undefined;
    return content === undefined ? undefined : Buffer.from(content);
  };
  const onHub = (path: string, response: ServerResponse): void => {
    hub.requests.push(path);
    const body = contentOf(path);
    const fault = hub.faulty(nameOf(path)) ? hub.fault : undefined;
    if (fault === 'unavailable') return void response.writeHead(503).end();
    if (fault === 'not shown') return void response.writeHead(401).end();
    if (fault === 'silence') return;
    if (fault === 'login page') return sendPage(response);
    if (fault === 'redirect to a login page') {
      return void response.writeHead(302, { location: `${addressOf(other)}login` }).end();
    }
    if (fault === 'redirects in circles') {
      return void response.writeHead(302, { location: path }).end();
    }
    if (!body) return void response.writeHead(404).end();
    const elsewhere = { location: `${addressOf(other)}${path.slice(1)}` };
    if (fault === 'vouched redirect') {
      const tag = createHash('sha256').update(body).digest('hex');
      return void response.writeHead(302, { ...elsewhere, 'x-linked-etag': `"${tag}"` }).end();
    }
    if (checksums === 'none') return send(body, {}, fault, response);
    const headers: Record<string, string> = { 'x-repo-commit': hub.commit };
    if (!/\.onnx|\.data$/.test(path)) {
      const named = createHash('sha1').update(`blob ${body.length}\0`).update(body).digest('hex');
      return send(body, { ...headers, etag: `"${named}"` }, fault, response);
    }
    const tag = createHash('sha256').update(body).digest('hex');
    response.writeHead(302, {
      ...headers,
      'x-linked-etag': `"${tag}"`,
      'x-linked-size': String(body.length),
      ...elsewhere,
    });
    response.end();
  };
  const onOther = (path: string, response: ServerResponse): void => {
    hub.elsewhere.push(path);
    const body = contentOf(path);
    if (!body) return sendPage(response);
    send(body, {}, hub.faulty(nameOf(path)) ? hub.fault : undefined, response);
  };
  const send = (
    body: Buffer,
    headers: Record<string, string>,
    fault: HubFault | undefined,
    response: ServerResponse,
  ): void => {
    const whole = { ...headers, 'content-length': String(body.length) };
    const half = body.subarray(0, body.length / 2);
    if (fault === 'login page in disguise') {
      response.writeHead(200, { ...headers, 'content-type': 'application/octet-stream' });
      response.end(loginPage);
    } else if (fault === 'cut') {
      response.writeHead(200, whole);
      response.write(half, () => response.destroy());
    } else if (fault === 'cut short') {
      response.writeHead(200, headers).end(half);
    } else if (fault === 'other bytes' || fault === 'changing bytes') {
      const changed = Buffer.from(body);
      const at = Math.floor(body.length / 2);
      changed[at] = changed[at]! ^ (fault === 'other bytes' ? 1 : 1 + (sent++ % 2));
      response.writeHead(200, whole).end(changed);
    } else if (fault === 'stall') {
      response.writeHead(200, whole);
      response.write(body.subarray(0, 10));
    } else {
      response.writeHead(200, whole).end(body);
    }
  };
  const server = await listen(onHub);
  const other = await listen(onOther);
  const hub: Hub = {
    url: addressOf(server),
    requests: [],
    elsewhere: [],
    files,
    card: undefined,
    commit: '0'.repeat(40),
    fault: undefined,
    faulty: () => true,
    close: async () => void (await Promise.all([stop(server), stop(other)])),
  };
  return hub;
}

function sendPage(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(loginPage);
}

async function listen(answer: (path: string, response: ServerResponse) => void): Promise<Server> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) =>
    answer(new URL(request.url ?? '/', 'http://localhost').pathname, response),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
}
