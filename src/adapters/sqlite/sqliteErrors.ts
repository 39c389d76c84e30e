import {
  StoreBusyError,
  StoreDamagedError,
  StoreFailedError,
} from '../../core/store/storeErrors.ts';

/** What is wrong, by the leading part of SQLite's result code; `%` stands for the file. */
const sentences: readonly (readonly [prefix: string, sentence: string])[] = [
  ['SQLITE_BUSY', '% is in use by another window or program. Close it there and try again.'],
  ['SQLITE_LOCKED', '% is in use by another window or program. Close it there and try again.'],
  ['SQLITE_FULL', 'The disk is full, so nothing can be saved to %. Free some space and try again.'],
  ['SQLITE_READONLY', '% cannot be written to. Check its permissions and those of its folder.'],
  ['SQLITE_PERM', '% cannot be opened. Check its permissions and those of its folder.'],
  ['SQLITE_CANTOPEN', '% cannot be opened. Check its permissions and those of its folder.'],
  ['SQLITE_CORRUPT', damagedSentence('%')],
  [
    'SQLITE_NOTADB',
    '% is not a database of Marginalia and was left as it is. Move it away, or rename the project.',
  ],
  ['SQLITE_IOERR', 'The disk reported an error while % was read or written. Check the disk.'],
];

/** Turns what SQLite reports into a sentence; anything else is a defect and stays what it is. */
export function toUserError(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const found = sentences.find(([prefix]) => typeof code === 'string' && code.startsWith(prefix));
  if (!found) return error;
  const sentence = found[1].replace('%', file);
  if (found[0] === 'SQLITE_CORRUPT') return new StoreDamagedError(sentence, { cause: error });
  const isBusy = /^SQLITE_(BUSY|LOCKED)/.test(found[0]);
  return new (isBusy ? StoreBusyError : StoreFailedError)(sentence, { cause: error });
}

export function damagedSentence(file: string): string {
  return (
    `${file} is damaged and was left as it is. Restore it from a backup, or move it away and ` +
    `import the labels from the .labels.jsonl file beside the project.`
  );
}

/** What SQLite cannot make sense of while it opens a file is damage; a lock or a full disk is not. */
export function humaniseOpening(error: unknown, file: string): unknown {
  const human = toUserError(error, file);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // Files that are no databases at all were told apart before.
  const isDamage = code === 'SQLITE_NOTADB' || (human === error && code.startsWith('SQLITE_'));
  if (!isDamage) return human;
  return new StoreDamagedError(damagedSentence(file), { cause: error });
}

/** Why nothing can be saved to a file that is not where it was. */
export function lostBecause(trouble: 'missing' | 'replaced' | 'cut', file: string): string {
  const what = {
    missing: `${file} is gone from the disk`,
    replaced: `${file} was replaced by another file`,
    cut: `${file} was cut short by another program`,
  }[trouble];
  return `${what} while this window had it open, so no answer can be saved to it.`;
}

/** Runs `work`, with errors as `humanise` makes them. */
export function withSqliteErrors<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toUserError(error, file);
  }
}
