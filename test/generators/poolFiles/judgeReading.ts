import type { MeantReading, PoolFile } from './poolFile.ts';

/** A reading as the reader reports it. Keys that are irrelevant to the format may be absent. */
export interface NamedReading {
  readonly format: string;
  readonly encoding: string;
  readonly delimiter?: string | undefined;
  readonly header?: boolean | undefined;
  readonly quotes?: boolean | undefined;
  /** Compared only if present, since the first two bytes decide it. */
  readonly gzip?: boolean | undefined;
  readonly path?: string | undefined;
}

export interface FoundReading extends NamedReading {
  readonly sure: boolean;
  readonly alternatives: readonly NamedReading[];
}

/**
 * - `right`: certain, with the meant reading;
 * - `among`: uncertain, with the meant reading found or among the alternatives;
 * - `unsure-wrong`: uncertain, without the meant reading, or the file is refused;
 * - `silently-wrong`: certain of another reading.
 */
export type Verdict = 'right' | 'among' | 'unsure-wrong' | 'silently-wrong';

/**
 * Compares the reading that the reader found with the one that the writer meant.
 * @param found undefined if the reader refused the file with a reason, which counts as `among` for the
 * orients of
 *   pandas whose objects are not rows, and as `unsure-wrong` otherwise.
 */
export function judgeReading(meant: MeantReading, found: FoundReading | undefined): Verdict {
  if (!found) return meant.orient ? 'among' : 'unsure-wrong';
  const right = isMeant(meant, found);
  if (found.sure) return right ? 'right' : 'silently-wrong';
  return right || found.alternatives.some((other) => isMeant(meant, other))
    ? 'among'
    : 'unsure-wrong';
}

/** Whether the readings agree in everything relevant to the format. */
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

/** TextDecoder's name of an encoding: `utf-8` for `utf8`. */
function canonical(encoding: string): string {
  try {
    return new TextDecoder(encoding).encoding;
  } catch {
    return encoding;
  }
}

/**
 * Whether the reader must ask for the encoding: it is neither UTF-8 nor UTF-16, and the user did not name it.
 */
export function mustAsk({ given, meant }: Pick<PoolFile, 'given' | 'meant'>): boolean {
  return given?.encoding === undefined && !meant.encoding.startsWith('utf-');
}
