import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import { nameColumns, namedSeparator } from '../columns.ts';
import { delimiters, type Delimiter, type PoolFormat, type QuoteMark } from '../poolSpec.ts';
import { guessHeader, hasUsualNames } from './headerRow.ts';
import { missingMark } from './missingMark.ts';
import { commonest, quotesMatter, splitByApostrophes } from './quotedFields.ts';
import { splitText, type Split } from './splitText.ts';

/** The detectable form of a delimited file, without its encoding. */
export type DelimitedForm = Pick<
  PoolFormat,
  'delimiter' | 'header' | 'columns' | 'quotes' | 'quote' | 'missing' | 'skip'
>;

export interface FoundForm {
  readonly form: DelimitedForm;
  readonly sure: boolean;
  readonly alternatives: readonly { readonly form: DelimitedForm; readonly why: Message }[];
}

/** The file split by one delimiter. */
export interface Candidate {
  readonly delimiter: Delimiter;
  readonly quotes: boolean;
  readonly quotesSure: boolean;
  /** Set if the fields are enclosed in another character than `"`. */
  readonly quote?: QuoteMark;
  /** Rows from the header or first row on. */
  readonly rows: Split['rows'];
  /** Whether quotes enclose their fields. */
  readonly quoted: Split['quoted'];
  /** Number of physical lines above them. */
  readonly skip: number;
  /** The most common number of columns. */
  readonly usual: number;
  /** The header lacks a name for the first column, as in R's output. */
  readonly nameless: boolean;
  readonly score: number;
}

/** Candidates whose scores differ by at most this much are both plausible. */
const near = 0.08;

/** Maximum number of title lines. */
export const maxTitles = 12;

/**
 * Detects how a delimited file is written; given values are kept.
 * @param extension of the file name, in lower case
 */
export function findDelimitedForm(
  text: string,
  whole: boolean,
  extension: string | undefined,
  given: DelimitedForm,
): FoundForm {
  const firstLine = text.slice(0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'));
  const named = given.skip === undefined ? namedSeparator(firstLine) : undefined;
  const above = given.skip ?? (named === undefined ? 0 : 1);
  const content = withoutLines(text, above);
  const wanted = given.delimiter ?? delimiters.find((delimiter) => delimiter === named);
  const usual = extension === 'tsv' || extension === 'tab' ? '\t' : ',';
  const choices: readonly Delimiter[] =
    wanted === undefined
      ? delimiters.filter((delimiter) => delimiter === usual || content.includes(delimiter))
      : [wanted];
  const candidates = choices
    .map((delimiter) => candidateFor(content, whole, delimiter, given, delimiter === usual))
    .sort((a, b) => b.score - a.score);
  const best = candidates[0]!;
  if (wanted === undefined && best.score < 0.5) {
    return oneColumn(content, whole, { usual, given, candidates, byLines: isByLines(extension) });
  }
  const rivals = candidates
    .slice(1)
    .filter(({ score }) => score > 0.5 && score > best.score - near);
  const found = formOf(best, given);
  const sure = found.sure && rivals.length === 0;
  const isOpen = wanted === undefined && given.columns === undefined;
  if (isOpen && isByLines(extension) && !isEvidentTable(best, sure)) {
    return oneColumn(content, whole, { usual, given, candidates, byLines: true });
  }
  return {
    form: found.form,
    sure,
    alternatives: [
      ...found.alternatives,
      ...rivals.map((rival) => ({
        form: formOf(rival, given).form,
        why: message('reading.otherDelimiter', { delimiter: rival.delimiter }),
      })),
    ],
  };
}

/**
 * Whether the file name does not suggest a table: then each line is a text, unless a table is
 * evident.
 */
function isByLines(extension: string | undefined): boolean {
  return extension === undefined || ['txt', 'text', 'log', 'md', 'lst'].includes(extension);
}

/** Fewer lines of prose may have the same number of commas by chance. */
const manyRows = 20;

/** Whether columns are more than the punctuation of prose, which is followed by a blank. */
function isEvidentTable({ delimiter, rows, score }: Candidate, sure: boolean): boolean {
  if (delimiter !== ',' && delimiter !== ';') return true;
  const inner = rows.flatMap((row) => row.slice(1));
  if (inner.filter((cell) => cell.startsWith(' ')).length * 2 > inner.length) return false;
  const isNamed = rows.length > 1 && hasUsualNames(rows[0]!);
  return sure || isNamed || (rows.length >= manyRows && score > 0.95);
}

function withoutLines(text: string, count: number): string {
  let at = 0;
  for (let passed = 0; passed < count; passed++) {
    const newline = text.indexOf('\n', at);
    if (newline < 0) return '';
    at = newline + 1;
  }
  return text.slice(at);
}

function candidateFor(
  text: string,
  whole: boolean,
  delimiter: Delimiter,
  given: DelimitedForm,
  isUsual: boolean,
): Candidate {
  const quoted = splitText(text, delimiter, true, whole, given.quote);
  const plain = splitText(text, delimiter, false, whole);
  const usualQuotes =
    given.quotes === undefined
      ? given.quote === undefined
        ? quotesMatter(quoted, plain, delimiter)
        : { quotes: true, sure: true }
      : { quotes: given.quotes, sure: true };
  const usualSplit = usualQuotes.quotes ? quoted : plain;
  const isOpen = given.quotes === undefined && given.quote === undefined;
  const inApostrophes = isOpen ? splitByApostrophes(text, delimiter, whole, usualSplit) : undefined;
  const split = inApostrophes?.split ?? usualSplit;
  const quote = inApostrophes ? "'" : given.quote;
  const { quotes, sure: quotesSure } = inApostrophes
    ? { quotes: true, sure: inApostrophes.sure }
    : usualQuotes;
  const counts = split.rows.map(({ length }) => length);
  const usual = commonest(counts.length > 1 ? counts.slice(1) : counts);
  const titles = given.skip === undefined ? titleRows(split.rows, usual) : 0;
  const rows = split.rows.slice(titles);
  const first = rows[0]?.length ?? 0;
  const nameless = given.columns === undefined && isNameless(rows, usual);
  const columns = given.columns?.length ?? (nameless ? usual : first);
  const fitting = rows.slice(1).filter((row) => fits(row, columns)).length;
  const share = rows.length < 2 ? (first > 1 ? 1 : 0) : fitting / (rows.length - 1);
  const regular = columns > 1 ? share : 0;
  return {
    delimiter,
    quotes,
    quotesSure,
    ...(quote && { quote }),
    rows,
    quoted: split.quoted.slice(titles),
    skip: titles === 0 ? 0 : split.lines[titles]!,
    usual,
    nameless,
    score:
      regular -
      (titles > 0 ? 0.25 : 0) -
      (nameless ? 0.1 : 0) +
      (regular > 0.5 ? (isUsual ? 0.05 : 0) + Math.min(0.04, columns / 500) : 0),
  };
}

/** Surplus blank fields are ignored. */
function fits(row: readonly string[], columns: number): boolean {
  return (
    row.length === columns ||
    (row.length > columns && row.slice(columns).every((field) => field.trim() === ''))
  );
}

/** Number of title rows above the header: single values above rows with more. */
function titleRows(rows: Split['rows'], usual: number): number {
  if (usual < 2) return 0;
  const filled = (row: readonly string[]): number =>
    row.filter((field) => field.trim() !== '').length;
  const isTitle = (row: readonly string[]): boolean =>
    filled(row) <= 1 && (row.length < usual || row[0]!.trim() !== '');
  let count = 0;
  while (count < maxTitles && count < rows.length && isTitle(rows[count]!)) count++;
  const header = rows[count];
  if (count === 0 || header?.length !== usual || filled(header) < usual) return 0;
  const below = rows.slice(count + 1);
  const like = below.filter((row) => row.length === usual && filled(row) > 1).length;
  if (below.length === 0 || like * 10 < below.length * 9) return 0;
  // A record may have only a text: titles precede column names.
  const padded = rows.slice(0, count).some((row) => row.length === usual);
  return !padded || guessHeader(rows.slice(count)).header ? count : 0;
}

/** R's `write.table` names all columns except that of the row names. */
function isNameless(rows: Split['rows'], usual: number): boolean {
  const [header, ...below] = rows;
  if (!header || below.length < 2 || header.length !== usual - 1) return false;
  const like = below.filter((row) => row.length === usual && row.at(-1)!.trim() !== '').length;
  if (like < below.length * 0.95) return false;
  const names = below.map((row) => row[0]!.trim());
  const counted = names.every((name, i) => i === 0 || Number(name) === Number(names[i - 1]) + 1);
  return counted || (usual > 2 && new Set(names).size === names.length);
}

/** The form of a candidate, completed by the given settings, and the other forms that the rows allow. */
export function formOf(
  { delimiter, quotes, quotesSure, quote, rows, quoted, skip, nameless, score }: Candidate,
  given: DelimitedForm,
): FoundForm {
  const guess = guessHeader(rows);
  const header = given.header ?? (given.columns ? false : nameless || skip > 0 || guess.header);
  const columns =
    given.columns ?? (nameless && header ? nameColumns(['', ...rows[0]!]).names : undefined);
  const mark = given.missing === undefined ? missingMark({ rows, quoted }) : undefined;
  // A setting for quotes comes from a stored reading, in which an omitted mark means that there is none.
  const isMark = given.quotes === undefined && mark?.sure === true;
  const missing = given.missing ?? (isMark ? mark.word : undefined);
  const form: DelimitedForm = {
    delimiter,
    header,
    ...(columns ? { columns } : {}),
    quotes,
    ...(quote && quotes ? { quote } : {}),
    ...(missing === undefined ? {} : { missing }),
    ...(given.skip !== undefined || skip > 0 ? { skip: given.skip ?? skip } : {}),
  };
  const headerSure =
    given.header !== undefined || given.columns !== undefined || nameless || guess.sure;
  const alternatives: { form: DelimitedForm; why: Message }[] = [];
  if (!headerSure) {
    const why = message(header ? 'reading.firstRowIsRecord' : 'reading.firstRowIsHeader', {});
    alternatives.push({ form: { ...form, header: !header }, why });
  }
  if (!quotesSure) {
    const why = message(quotes ? 'reading.quotesAreText' : 'reading.quotesEnclose', {});
    const { quote: _, ...rest } = form;
    alternatives.push({ form: { ...rest, quotes: !quotes }, why });
  }
  if (skip > 0) {
    const { skip: _, ...rest } = form;
    alternatives.push({ form: rest, why: message('reading.noTitles', {}) });
  }
  if (mark?.isSeen) {
    const { word } = mark;
    const { missing: _, ...rest } = form;
    alternatives.push(
      isMark
        ? { form: rest, why: message('reading.markIsText', { word }) }
        : { form: { ...form, missing: word }, why: message('reading.textIsMark', { word }) },
    );
  }
  return { form, sure: headerSure && quotesSure && score > 0.8, alternatives };
}

interface OneColumn {
  /** The delimiter that the file name suggests. */
  readonly usual: Delimiter;
  readonly given: DelimitedForm;
  readonly candidates: readonly Candidate[];
  /** The file name does not suggest a table. */
  readonly byLines: boolean;
}

/**
 * A file that no delimiter divides evenly, or that is not evidently a table: each line is one text.
 */
function oneColumn(
  text: string,
  whole: boolean,
  { usual, given, candidates, byLines }: OneColumn,
): FoundForm {
  const enclosed = splitText(text, usual, true, whole, given.quote);
  const single = enclosed.rows.every(({ length }) => length === 1);
  const divided = candidates.filter(({ rows }) => (rows[0]?.length ?? 0) > 1);
  const [irregular] = divided;
  const quotes =
    given.quotes ??
    (given.quote !== undefined ||
      (single &&
        enclosed.troubled === 0 &&
        !enclosed.swallows &&
        (enclosed.bare === 0 || enclosed.needed > 0)));
  const quotesSure = given.quotes !== undefined || !enclosed.swallows;
  const delimiter = single && quotes ? usual : unusedIn(text, usual);
  const { rows, quoted } = splitText(text, delimiter, quotes, whole, given.quote);
  const candidate: Candidate = {
    delimiter,
    quotes,
    quotesSure,
    ...(given.quote && { quote: given.quote }),
    rows,
    quoted,
    skip: 0,
    usual: 1,
    nameless: false,
    score: 1,
  };
  if (byLines) return lines(candidate, given, irregular);
  const found = formOf(candidate, given);
  const others = irregular ? [irregular] : [];
  return {
    form: found.form,
    sure: found.sure && (single || !irregular),
    alternatives: [
      ...found.alternatives,
      ...others.map((other) => ({
        form: formOf(other, given).form,
        why: message('reading.unevenColumns', { delimiter: other.delimiter }),
      })),
    ],
  };
}

/** Each line is a text, including the first unless it is certainly a header. */
function lines(
  candidate: Candidate,
  given: DelimitedForm,
  divided: Candidate | undefined,
): FoundForm {
  const guess = guessHeader(candidate.rows);
  const isNamed = guess.header && guess.sure;
  const header = given.header ?? isNamed;
  const { form } = formOf(candidate, { ...given, header });
  const { quotesSure } = candidate;
  const [first = ''] = candidate.rows[0] ?? [];
  const isShort = /^\S+(\s\S+)?$/.test(first.trim());
  const mayBeName = given.header === undefined && guess.header && !isNamed && isShort;
  const isEven = divided !== undefined && divided.score >= 0.5 && !isNamed;
  const { delimiter } = divided ?? candidate;
  return {
    form,
    sure: !mayBeName && !isEven && quotesSure,
    alternatives: [
      ...(quotesSure
        ? []
        : [{ form: { ...form, quotes: true }, why: message('reading.quotesEnclose', {}) }]),
      ...(divided
        ? [
            {
              form: formOf(divided, given).form,
              why: message(isEven ? 'reading.evenColumns' : 'reading.unevenColumns', { delimiter }),
            },
          ]
        : []),
      ...(mayBeName
        ? [{ form: { ...form, header: true }, why: message('reading.firstRowIsHeader', {}) }]
        : []),
    ],
  };
}

/**
 * A delimiter that does not occur, at least not on the first line, which determines the columns.
 */
function unusedIn(text: string, usual: Delimiter): Delimiter {
  const [first = ''] = text.trimStart().split('\n', 1);
  const all = [usual, ...delimiters];
  return (
    all.find((delimiter) => !text.includes(delimiter)) ??
    all.find((delimiter) => !first.includes(delimiter)) ??
    usual
  );
}
