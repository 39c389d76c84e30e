import { basename, relative } from 'node:path';
import { isProblem, type ReadItem, type ReadOptions } from '../core/interchange/formats/format.ts';
import { openExchangeFile, type ExchangeFile, type ExchangeFileOptions } from './exchangeFile.ts';

/** Files of labelled texts that are read as one. */
export interface ExchangeFiles extends ExchangeFile {
  readonly parts: readonly ExchangeFile[];
}

/**
 * Opens files that are read one after the other, each in its own format. Of several, every row says
 * which has it.
 * @param locations at least one
 * @throws UserError as `openExchangeFile`, for the first file that cannot be opened
 */
export async function openExchangeFiles(
  locations: readonly string[],
  options: Omit<ExchangeFileOptions, 'name'>,
): Promise<ExchangeFiles> {
  const parts: ExchangeFile[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(parts.map((part) => part.close()));
  };
  try {
    for (const location of locations) parts.push(await openExchangeFile(location, options));
  } catch (error) {
    await close();
    throw error;
  }
  const [first] = parts as [ExchangeFile, ...ExchangeFile[]];
  if (parts.length === 1) return { ...first, parts };
  const names = namesOf(locations);
  const guessed = parts.find((part) => part.guessed !== undefined)?.guessed;
  return {
    format: {
      ...first.format,
      title: [...new Set(parts.map(({ format }) => format.title))].join(', '),
      ...(parts.some(({ format }) => format.isGuess) && { isGuess: true }),
      read: (_, how) => readAll(parts, names, how),
    },
    file: first.file,
    parts,
    ...(guessed !== undefined && { guessed }),
    close,
  };
}

/** What files are called: by their names, or by their paths where two have the same name. */
function namesOf(locations: readonly string[]): readonly string[] {
  const names = locations.map((location) => basename(location));
  return new Set(names).size === names.length
    ? names
    : locations.map((location) => relative('', location));
}

async function* readAll(
  parts: readonly ExchangeFile[],
  names: readonly string[],
  how: ReadOptions,
): AsyncGenerator<ReadItem> {
  let records = 0;
  for (const [i, { format, file }] of parts.entries()) {
    const source = names[i]!;
    let next = records;
    for await (const item of format.read(file, how)) {
      if (isProblem(item) || item.record === undefined) yield { ...item, source };
      else {
        // Each file numbers its own records.
        const record = records + item.record;
        next = Math.max(next, record + 1);
        yield { ...item, source, record };
      }
    }
    records = next;
  }
}
