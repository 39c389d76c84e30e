import type { MeantReading, PoolFile } from './poolFile.ts';

/** A reading as the reader names it. Keys that do not matter for its format may be absent. */
export interface NamedReading {
  readonly format: string;
  readonly encoding: string;
  readonly delimiter?: string | undefined;
  readonly header?: boolean | undefined;
  readonly quotes?: boolean | undefined;
  /** Compared only where it is named: the first two bytes tell it. */
  readonly gzip?: boolean | undefined;
  readonly path?: string | undefined;
}

export interface FoundReading extends NamedReading {
  readonly sure: boolean;
  readonly alternatives: readonly NamedReading[];
}

/**
 * - `right`: the meant reading, and sure of it;
 * - `among`: not sure, with the meant reading found or among the alternatives;
 * - `unsure-wrong`: not sure, but the meant reading is not there, or the file is refused;
 * - `silently-wrong`: sure of another reading.
 */
export type Verdict = 'right' | 'among' | 'unsure-wrong' | 'silently-wrong';

/**
 * Compares what the reader found with what the writer meant.
 * @param found undefined where the reader refused the file and said why: as good as `among` for
 *   the orients of pandas whose objects are no rows, and `unsure-wrong` for all others.
 */
export function judgeReading(meant: MeantReading, found: FoundReading | undefined): Verdict {
  if (!found) return meant.orient ? 'among' : 'unsure-wrong';
  const right = isMeant(meant, found);
  if (found.sure) return right ? 'right' : 'silently-wrong';
  return right || found.alternatives.some((other) => isMeant(meant, other))
    ? 'among'
    : 'unsure-wrong';
}

/** Whether it is the meant reading in everything that matters for its format. */
export function isMeant(meant: MeantReading, found: NamedReading): boolean {
  if (found.format !== meant.format && found.format !== meant.orFormat) return false;
  if (canonical(found.encoding) !== meant.encoding) return false;
  if (found.gzip !== undefined && found.gzip !== meant.gzip) return false;
  if (meant.format !== 'delimited') {
    return meant.orient !== undefined || (found.path ?? '') === (meant.path ?? '');
  }
  if (found.header !== meant.header) return false;
  if (meant.quotes !== undefined && found.quotes !== meant.quotes) return false;
  return isMeantDelimiter(meant, found.delimiter);
}

function isMeantDelimiter({ delimiter, notDelimiters }: MeantReading, found?: string): boolean {
  if (notDelimiters) return found === undefined || !notDelimiters.includes(found);
  return found === delimiter;
}

/** TextDecoder's own name of an encoding, so that `utf8` is `utf-8`. */
function canonical(encoding: string): string {
  try {
    return new TextDecoder(encoding).encoding;
  } catch {
    return encoding;
  }
}

/** Whether the reader must ask: bytes that are neither UTF-8 nor UTF-16, and nobody named them. */
export function mustAsk({ given, meant }: Pick<PoolFile, 'given' | 'meant'>): boolean {
  return given?.encoding === undefined && !meant.encoding.startsWith('utf-');
}
