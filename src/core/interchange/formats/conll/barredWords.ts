import { isTag } from './wordColumns.ts';

/**
 * The columns of the words of a line, as in WikiNER: `Ada|NNP|I-PER slept|VBD|O`. A bar before the last two
 * belongs to the word.
 * @returns a single column for a word without a tag
 */
export function barredWords(line: string): string[][] {
  return line
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const parts = word.split('|');
      if (parts.length < 3) return parts;
      return [parts.slice(0, -2).join('|'), ...parts.slice(-2)];
    });
}

/** Whether lines are such sentences, of which each word has a tag. */
export function looksBarred(lines: readonly string[]): boolean {
  const sentences = lines
    .filter((line) => line.trim() !== '' && !line.startsWith('-DOCSTART-'))
    .map(barredWords);
  return (
    sentences.length > 0 &&
    sentences.every((words) =>
      words.every((cells) => cells.length > 1 && cells[0] !== '' && isTag(cells.at(-1)!)),
    )
  );
}
