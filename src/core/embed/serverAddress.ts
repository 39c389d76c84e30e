import type { Message } from '../messages/message.ts';
import { message } from '../messages/messages.ts';

/** The scheme, host and port of a server, for which access is granted: `https://host:8080`. */
export function originOf(server: string): string {
  return new URL(server).origin;
}

/** Whether an address is on this machine: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(server: string): boolean {
  const { hostname } = new URL(server);
  // A URL normalises IPv4 addresses to four numbers.
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The problem with the address of a server; undefined if it is valid. */
export function addressProblem(server: string): Message | undefined {
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol)) {
    return message('server.badScheme', {});
  }
  const { username, password, search, hash } = new URL(server);
  if (username !== '' || password !== '') {
    return message('server.passwordInAddress', {});
  }
  if (search !== '' || hash !== '') {
    return message('server.queryInAddress', {});
  }
  return undefined;
}

/** The address that texts are sent to: the given one may end in a slash or in `/embeddings`. */
export function embeddingsAddress(server: string): string {
  const base = server.replace(/\/+$/, '');
  return base.endsWith('/embeddings') ? base : `${base}/embeddings`;
}
