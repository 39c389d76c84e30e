import type { CodedMessage } from '../messages/message.ts';
import { message } from '../messages/messages.ts';

/** The scheme, host and port of a server, by which access to it is given: `https://host:8080`. */
export function originOf(server: string): string {
  return new URL(server).origin;
}

/** Whether an address is of this machine: 127.0.0.0/8, ::1 or localhost. */
export function isLoopback(server: string): boolean {
  const { hostname } = new URL(server);
  // A URL writes IPv4 addresses of every form as four numbers.
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** What is wrong with the address of a server; undefined if nothing is. */
export function addressProblem(server: string): CodedMessage | undefined {
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

/** The address that texts are sent to: what is given may end in a slash, or in `/embeddings`. */
export function embeddingsAddress(server: string): string {
  const base = server.replace(/\/+$/, '');
  return base.endsWith('/embeddings') ? base : `${base}/embeddings`;
}
