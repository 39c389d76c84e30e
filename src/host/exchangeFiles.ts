import { basename, relative } from 'node:path';
import type { ImportRequest } from '../core/interchange/answersPlan.ts';
import { isProblem, type ReadItem } from '../core/interchange/formats/format.ts';
import { columnSource } from '../core/loop/labels/labelColumn.ts';
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
      read: (_, readOptions) =>
        concatenatedItems(
          parts.map(({ format, file }, i) => ({
            source: names[i]!,
            items: () => format.read(file, readOptions),
          })),
        ),
    },
    file: first.file,
    parts,
    ...(guessed !== undefined && { guessed }),
    close,
  };
}

/** What files are called: by their names, or by their paths where two have the same name. */
export function namesOf(locations: readonly string[]): readonly string[] {
  const names = locations.map((location) => basename(location));
  return new Set(names).size === names.length
    ? names
    : locations.map((location) => relative('', location));
}

/** Items of several files as those of one, each with the name of its file. */
export async function* concatenatedItems(
  files: readonly { readonly source: string; readonly items: () => AsyncIterable<ReadItem> }[],
): AsyncGenerator<ReadItem> {
  let records = 0;
  for (const { source, items } of files) {
    let next = records;
    for await (const item of items()) {
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

type Files = Pick<ImportRequest, 'file' | 'more'>;

/** Paths of the files that are read as one. */
export function filesIn({ file, more = [] }: Files): string[] {
  return [file, ...more];
}

/** Files that are named for display; of more, their number. */
const maxFilesListed = 3;

/** The display name of files read as one, distinct from the names of label columns as sources. */
export function sourceOf(files: Files): string {
  const names = filesIn(files).map((path) => basename(path));
  const remainder = names.length > maxFilesListed ? `, … (${names.length})` : '';
  const name = `${names.slice(0, maxFilesListed).join(', ')}${remainder}`;
  return name.startsWith(columnSource('')) ? `./${name}` : name;
}
