/** The cause of npm's failure, judging by its output. */
export type NpmFailure =
  /** A host did not respond: the registry, or a download host of an install script. */
  | { readonly kind: 'network'; readonly host: string; readonly code: string }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'diskFull' }
  | { readonly kind: 'noPermission' }
  /** The most informative line. */
  | { readonly kind: 'other'; readonly line: string };

/** Node's own message for a failed connection, in any program. */
const lookup = /getaddrinfo (ENOTFOUND|EAI_AGAIN) ([^\s:]+)/;
const connection =
  /(?:connect|read) (ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET) ([^\s:]+)/;

const byCode: Readonly<Record<string, NpmFailure>> = {
  E404: { kind: 'notFound' },
  ETARGET: { kind: 'notFound' },
  ENOSPC: { kind: 'diskFull' },
  EACCES: { kind: 'noPermission' },
  EPERM: { kind: 'noPermission' },
};

/** @param lines all of npm's output */
export function npmFailure(lines: readonly string[]): NpmFailure {
  const errors = lines.flatMap((line) => /^npm (?:error|ERR!) ?(.*)$/.exec(line)?.[1] ?? []);
  const code = errors.flatMap((line) => /^code (\w+)$/.exec(line)?.[1] ?? [])[0];
  const known = code === undefined ? undefined : byCode[code];
  if (known) return known;
  for (const line of lines) {
    const [, reason, host] = lookup.exec(line) ?? connection.exec(line) ?? [];
    if (reason !== undefined && host !== undefined) return { kind: 'network', host, code: reason };
  }
  return { kind: 'other', line: tellingLine(errors, lines) };
}

function tellingLine(errors: readonly string[], lines: readonly string[]): string {
  const own = lines.filter((line) => !/^npm\b/.test(line));
  const telling = [...errors, ...own].find((line) => /\b\w*error\b:? \S/i.test(line));
  const rest = errors.filter((line) => !/^(code|path|command|A complete log)\b/.test(line));
  return (telling ?? rest.find((line) => line.trim() !== '') ?? lines.at(-1) ?? '').trim();
}
