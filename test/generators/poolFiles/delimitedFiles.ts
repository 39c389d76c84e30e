import type { Rng } from '../../../src/core/rng.ts';
import type { DelimitedPlan } from './delimitedPlan.ts';
import { drawDelimitedPlan } from './delimitedPlan.ts';
import { chance, pick } from './draws.ts';
import type { Role } from './fieldNames.ts';
import { makeOdd, ordinaryNames } from './fieldNames.ts';
import { fileName, pack, sampleOf } from './packing.ts';
import type { MeantReading, Nulls, PoolFile } from './poolFile.ts';
import type { Spelled } from './quoting.ts';
import { bareValue, FieldWriter } from './quoting.ts';
import type { Table } from './table.ts';
import type { Cell } from './columns.ts';
import { drawTable } from './table.ts';

/** The characters that readers try as delimiters. */
const DELIMITERS = [',', ';', '\t', '|', '^', '~'];

const TITLES = [
  'Customer feedback 2023',
  'Exported on 2023-04-01',
  'All comments of the spring survey',
];

/** A delimited file, ordinary or with oddities. */
export function makeDelimitedFile(rng: Rng, index: number, regular: boolean): PoolFile {
  const plan = drawDelimitedPlan(rng, regular);
  const table = drawTable(rng, plan.wish);
  const names = plan.header ? headerNames(rng, plan, table) : [];
  const rows = table.rows.map((cells, row) => spellRow(plan, cells, row));
  const { dialect } = plan;
  const writer = new FieldWriter(dialect.quoting, dialect.delimiter);
  const body = (plan.header ? [names.map((value) => ({ value, bare: false }))] : []).concat(rows);
  const lines = body.map((row) => writer.row(row));
  const preamble = linesAbove(rng, plan, lines.length > 0 ? names.length : 0);
  const text = joinLines(plan, [...preamble, ...lines]);
  if (writer.escapes) plan.traits.add('backslash-escapes');
  const values = rows.map((row) => row.map(({ value }) => value));
  if (!plan.header && !hasDataAtTop(table.roles, values)) plan.traits.add('ambiguous-header');
  const traits = [...plan.traits];
  return {
    name: fileName(rng, index, plan.extension ?? pick(rng, dialect.extensions), plan),
    bytes: pack(rng, text, plan),
    ...(plan.named && { given: { encoding: plan.encoding } }),
    meant: meantReading(plan, writer, text),
    rows: rows.length,
    fields: names,
    sampleRows: sampleOf(values),
    nulls: nullsIn(plan, rows),
    preamble: preamble.length,
    regular: traits.length === 0,
    traits,
  };
}

function headerNames(rng: Rng, plan: DelimitedPlan, { roles, labels }: Table): string[] {
  const names = plan.numberedNames ? roles.map((_, i) => String(i)) : ordinaryNames(rng, roles);
  for (const oddity of plan.names) {
    const done = makeOdd(rng, oddity, names, roles, labels, plan.wish.languages);
    if (!done) plan.traits.delete(oddity);
  }
  if (plan.index && plan.index !== 'unnamedRowNames') names.unshift('');
  const blanks = Array.from({ length: plan.blankColumns }, () => '');
  return [...names, ...blanks].map((name) => written(plan, name));
}

/** The value without characters that the file's quoting cannot represent. */
function written({ dialect, leadingQuotes }: DelimitedPlan, value: string): string {
  if (dialect.quoting !== 'none') return value;
  return bareValue(value, dialect.delimiter, leadingQuotes);
}

function spellRow(plan: DelimitedPlan, cells: readonly Cell[], row: number): Spelled[] {
  const { booleans, nulls } = plan.dialect;
  const fields = cells.map(({ kind, value }): Spelled => {
    if (kind === 'null') return { value: nulls, bare: true };
    if (kind === 'boolean') return { value: booleans[value === 'true' ? 0 : 1], bare: true };
    return { value: written(plan, value), bare: kind === 'number' };
  });
  if (plan.index === 'pandas') fields.unshift({ value: String(row), bare: true });
  else if (plan.index) fields.unshift({ value: String(row + 1), bare: false });
  for (let i = 0; i < plan.blankColumns; i++) fields.push({ value: '', bare: true });
  return fields;
}

function nullsIn({ dialect: { nulls: word, quoting } }: DelimitedPlan, rows: Spelled[][]): Nulls {
  const isNull = ({ value, bare }: Spelled): boolean => bare && value === word;
  const values = rows.map((row) => row.map((cell) => (isNull(cell) ? '' : cell.value)));
  return {
    word,
    count: rows.flat().filter(isNull).length,
    quotesTexts: quoting !== 'minimal' && quoting !== 'none',
    sampleRows: sampleOf(values),
  };
}

/** The lines above the header. */
function linesAbove(rng: Rng, plan: DelimitedPlan, columns: number): string[] {
  const { delimiter } = plan.dialect;
  if (plan.sepLine) return [plan.sepLine === 'bare' ? `sep=${delimiter}` : `"sep=${delimiter}"`];
  if (!plan.titles) return [];
  const padding = plan.titles === 'padded' ? delimiter.repeat(columns - 1) : '';
  const titles = TITLES.slice(rng.integer(2)).slice(0, 1 + rng.integer(2));
  const lines = titles.map((title) => title + padding);
  return chance(rng, 0.5) ? [...lines, padding] : lines;
}

function joinLines({ dialect, blankEnd }: DelimitedPlan, lines: readonly string[]): string {
  const ends = dialect.lineEnd === 'mixed' ? ['\n', '\r\n'] : [dialect.lineEnd];
  const endOf = (line: number): string => ends[line % ends.length]!;
  const text = lines.map((line, i) => (i === 0 ? line : endOf(i) + line)).join('');
  const end = endOf(lines.length);
  return text + (blankEnd ? end + end : dialect.finalNewline ? end : '');
}

/**
 * Whether the first row is clearly data: it has a number or date outside the text, or a value that recurs.
 */
function hasDataAtTop(roles: readonly Role[], rows: readonly (readonly string[])[]): boolean {
  const [first, ...others] = rows;
  return roles.some((role, column) => {
    const value = first![column]!;
    if (role === 'text' || value === '') return false;
    const again = others.some((row) => row[column] === value);
    return again || (role !== 'title' && /\d/.test(value));
  });
}

function meantReading(plan: DelimitedPlan, writer: FieldWriter, text: string): MeantReading {
  const oneColumn = plan.wish.shape === 'one-column';
  const bare = writer.quotes ? text.replace(/"(?:[^"]|"")*"/g, '') : text;
  return {
    format: 'delimited',
    encoding: plan.encoding,
    ...(oneColumn
      ? { notDelimiters: DELIMITERS.filter((delimiter) => bare.includes(delimiter)) }
      : { delimiter: plan.dialect.delimiter }),
    header: plan.header,
    quotes: writer.quotes,
    ...(writer.escapes && { escape: '\\' as const }),
    gzip: plan.gzipMembers > 0,
  };
}
