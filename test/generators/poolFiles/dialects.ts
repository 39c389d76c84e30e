import type { Quoting } from './quoting.ts';

export type LineEnd = '\n' | '\r\n' | '\r' | 'mixed';

/** The way in which a program writes delimited files. */
export interface Dialect {
  readonly writer: string;
  readonly weight: number;
  readonly delimiter: string;
  readonly quoting: Quoting;
  readonly lineEnd: LineEnd;
  readonly finalNewline: boolean;
  /** The program's words for true and false. */
  readonly booleans: readonly [string, string];
  readonly nulls: string;
  readonly extensions: readonly string[];
}

export const PANDAS: Dialect = {
  writer: 'pandas',
  weight: 8,
  delimiter: ',',
  quoting: 'minimal',
  lineEnd: '\n',
  finalNewline: true,
  booleans: ['True', 'False'],
  nulls: '',
  extensions: ['csv'],
};

const EXCEL: Dialect = {
  ...PANDAS,
  writer: 'excel',
  weight: 4,
  lineEnd: '\r\n',
  booleans: ['TRUE', 'FALSE'],
};

export const GERMAN_EXCEL: Dialect = {
  ...EXCEL,
  writer: 'germanExcel',
  weight: 2,
  delimiter: ';',
  booleans: ['WAHR', 'FALSCH'],
};

export const FRENCH_EXCEL: Dialect = {
  ...GERMAN_EXCEL,
  writer: 'frenchExcel',
  weight: 1,
  booleans: ['VRAI', 'FAUX'],
};

/** Excel's "Unicode text", which is UTF-16 with a byte order mark. */
export const UNICODE_TEXT: Dialect = {
  ...EXCEL,
  writer: 'unicodeText',
  weight: 0,
  delimiter: '\t',
  extensions: ['txt'],
};

/** R's write.csv without row names. */
export const WRITE_CSV: Dialect = {
  ...PANDAS,
  writer: 'writeCsv',
  weight: 2,
  quoting: 'nonNumeric',
  booleans: ['TRUE', 'FALSE'],
  nulls: 'NA',
};

export const WRITE_CSV_2: Dialect = {
  ...WRITE_CSV,
  writer: 'writeCsv2',
  delimiter: ';',
  weight: 1,
};

/** R's write.table with tabs. */
export const WRITE_TABLE: Dialect = {
  ...WRITE_CSV,
  writer: 'writeTable',
  weight: 1,
  delimiter: '\t',
  extensions: ['tsv', 'txt', 'tab'],
};

/** SELECT … INTO OUTFILE with fields enclosed and escaped. */
export const MYSQL_OUTFILE: Dialect = {
  ...PANDAS,
  writer: 'mysqlOutfile',
  weight: 0,
  quoting: 'backslash',
  booleans: ['1', '0'],
  nulls: '\\N',
  extensions: ['csv', 'txt'],
};

/** COPY … TO, in its text format. */
export const POSTGRES_COPY: Dialect = {
  ...PANDAS,
  writer: 'postgresCopy',
  weight: 0,
  delimiter: '\t',
  quoting: 'none',
  booleans: ['t', 'f'],
  nulls: '\\N',
  extensions: ['tsv', 'txt'],
};

/** jq's @csv: strings in quotes, numbers bare. */
export const JQ_CSV: Dialect = {
  ...PANDAS,
  writer: 'jqCsv',
  weight: 0,
  quoting: 'nonNumeric',
  booleans: ['true', 'false'],
};

export const PIPES: Dialect = {
  ...PANDAS,
  writer: 'pipes',
  weight: 1.5,
  delimiter: '|',
  extensions: ['csv', 'txt', 'psv'],
};

/** The writers of ordinary files, with a header. */
export const DIALECTS: readonly Dialect[] = [
  PANDAS,
  {
    ...PANDAS,
    writer: 'pandasTabs',
    weight: 3,
    delimiter: '\t',
    extensions: ['tsv', 'tsv', 'txt'],
  },
  { ...PANDAS, writer: 'pandasSemicolons', weight: 2, delimiter: ';' },
  { ...PANDAS, writer: 'pandasQuoteAll', weight: 2, quoting: 'all' },
  EXCEL,
  GERMAN_EXCEL,
  FRENCH_EXCEL,
  { ...EXCEL, writer: 'googleSheets', weight: 3, finalNewline: false },
  {
    ...EXCEL,
    writer: 'sheetsTabs',
    weight: 1,
    finalNewline: false,
    delimiter: '\t',
    quoting: 'none',
    extensions: ['tsv'],
  },
  { ...PANDAS, writer: 'pythonCsv', weight: 4, lineEnd: '\r\n' },
  { ...PANDAS, writer: 'pythonNonNumeric', weight: 1, lineEnd: '\r\n', quoting: 'nonNumeric' },
  WRITE_CSV,
  WRITE_CSV_2,
  WRITE_TABLE,
  { ...PANDAS, writer: 'postgresCsv', weight: 2, booleans: ['t', 'f'] },
  {
    ...PANDAS,
    writer: 'mysqlBatch',
    weight: 1.5,
    delimiter: '\t',
    quoting: 'none',
    booleans: ['1', '0'],
    nulls: 'NULL',
    extensions: ['tsv', 'txt', 'tab'],
  },
  PIPES,
  { ...PIPES, writer: 'barePipes', weight: 0.5, quoting: 'none' },
];
