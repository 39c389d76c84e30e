import { HumanError } from '../../core/errors.ts';

/** What is wrong, by the leading part of SQLite's result code; `%` stands for the file. */
const sentences: readonly (readonly [prefix: string, sentence: string])[] = [
  ['SQLITE_BUSY', '% is in use by another window or program. Close it there and try again.'],
  ['SQLITE_LOCKED', '% is in use by another window or program. Close it there and try again.'],
  [
    'SQLITE_FULL',
    'The disk is full: the answer was not saved to %. Free some space and try again.',
  ],
  ['SQLITE_READONLY', '% cannot be written to. Check its permissions and those of its folder.'],
  ['SQLITE_PERM', '% cannot be opened. Check its permissions and those of its folder.'],
  ['SQLITE_CANTOPEN', '% cannot be opened. Check its permissions and those of its folder.'],
  [
    'SQLITE_CORRUPT',
    '% is damaged and was left as it is. Restore it from a backup, or move it away and import ' +
      'the labels from the .labels.jsonl file beside the project.',
  ],
  [
    'SQLITE_NOTADB',
    '% is not a database of Marginalia and was left as it is. Move it away, or rename the project.',
  ],
  ['SQLITE_IOERR', 'The disk reported an error while % was read or written. Check the disk.'],
];

/** Turns what SQLite reports into a sentence; anything else is a defect and stays what it is. */
export function humanise(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const found = sentences.find(([prefix]) => typeof code === 'string' && code.startsWith(prefix));
  return found ? new HumanError(found[1].replace('%', file), { cause: error }) : error;
}

/** Runs `work`, with errors as `humanise` makes them. */
export function humanly<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw humanise(error, file);
  }
}
