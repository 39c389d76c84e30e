import { message } from '../../core/messages/messages.ts';
import type { UserError } from '../../core/errors.ts';
import { checksumOf, type Checksum } from './fileChecksum.ts';
import { DownloadFault } from './modelErrors.ts';

/** A file that a hub is about to send, with the hub's own metadata. */
export interface HubFile {
  readonly response: Response;
  readonly checksum?: Checksum;
  /** Bytes after decoding. */
  readonly size?: number;
  /** Revision of the model's repository. */
  readonly commit?: string;
}

const maxRedirects = 5;

/**
 * Requests a file from a hub. Hubs redirect large files to other hosts; such a redirect is followed
 * only if the hub has sent the file's checksum, so that no other host decides a model's content.
 * @param onlyHere follows no redirect to another host: the content will not be verified
 * @throws UserError if the response cannot be the file; the error of `fetch` if there is no
 * response.
 */
export async function askHub(
  url: URL,
  signal: AbortSignal,
  { onlyHere = false }: { readonly onlyHere?: boolean } = {},
): Promise<HubFile> {
  let said: Omit<HubFile, 'response'> = {};
  let at = url;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await fetch(at, { signal, redirect: 'manual' });
    const here = at.origin === url.origin;
    if (here) said = { ...fileFacts(response.headers), ...said };
    if (response.status < 300 || response.status > 399) {
      if (!response.ok) return { response };
      refuseWebPage(response, at);
      const checksum = said.checksum ?? (here && checksumOf(response.headers.get('etag')));
      return { ...said, response, ...(checksum ? { checksum } : {}) };
    }
    await response.body?.cancel();
    at = followed(response, at, url, !onlyHere && said.checksum !== undefined);
  }
  throw new DownloadFault(message('download.circles', { host: url.host }));
}

function fileFacts(headers: Headers): Omit<HubFile, 'response'> {
  const checksum = checksumOf(headers.get('x-linked-etag'));
  const size = Number(headers.get('x-linked-size') ?? Number.NaN);
  const commit = headers.get('x-repo-commit');
  return {
    ...(checksum ? { checksum } : {}),
    ...(Number.isSafeInteger(size) ? { size } : {}),
    ...(commit === null ? {} : { commit }),
  };
}

/** The target of a redirect, if it may be followed. */
function followed(response: Response, at: URL, hub: URL, verified: boolean): URL {
  const location = response.headers.get('location');
  if (location === null || !URL.canParse(location, at.href)) {
    const { status } = response;
    throw new DownloadFault(message('download.redirectToNowhere', { host: at.host, status }));
  }
  const next = new URL(location, at);
  if (!/^https?:$/.test(next.protocol) || (at.protocol === 'https:' && next.protocol === 'http:')) {
    const to = `${next.protocol}//${next.host}`;
    throw new DownloadFault(message('download.notEncrypted', { host: at.host, to }));
  }
  if (next.origin !== hub.origin && !verified) {
    throw new DownloadFault(
      message('download.unverifiedRedirect', { host: hub.host, to: next.host }),
    );
  }
  return next;
}

function refuseWebPage(response: Response, at: URL): void {
  if (!/^\s*text\/html\b/i.test(response.headers.get('content-type') ?? '')) return;
  throw webPage(at.host);
}

/** The error for a login page, a proxy's error page and the like. */
export function webPage(host: string): UserError {
  return new DownloadFault(message('download.webPage', { host }));
}
