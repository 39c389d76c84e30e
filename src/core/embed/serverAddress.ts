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

/** What is wrong with the address of a server, as a sentence; undefined if nothing is. */
export function addressProblem(server: string): string | undefined {
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol)) {
    return 'The address of a server begins with http:// or https://, for example "http://127.0.0.1:11434/v1".';
  }
  const { username, password, search, hash } = new URL(server);
  if (username !== '' || password !== '') {
    return 'A key or a password does not belong into the project file; set it by “Marginalia: Set Key of Embedding Server…”.';
  }
  if (search !== '' || hash !== '') {
    return 'The address of a server ends with its path, without ? and #, for example "http://127.0.0.1:11434/v1".';
  }
  return undefined;
}

/** The address that texts are sent to: what is given may end in a slash, or in `/embeddings`. */
export function embeddingsAddress(server: string): string {
  const base = server.replace(/\/+$/, '');
  return base.endsWith('/embeddings') ? base : `${base}/embeddings`;
}
