import { delimiters, quoteMarks } from '../pool/poolSpec.ts';
import { choice, flag, settings } from './schemaParts.ts';

/** The schema of `PoolFormat`: how a pool file is written. */
export const formatSchema = settings(
  'How the file is written; what is left out is found from the file.',
  {
    kind: choice(
      'One JSON object per line, a JSON list (or objects over several lines), columns between delimiters, Parquet, or a sheet of Excel.',
      ['jsonl', 'json', 'delimited', 'parquet', 'xlsx'],
    ),
    encoding: {
      description: 'The encoding of the file, for example "utf-8", "utf-16le" or "windows-1252".',
      type: 'string',
      pattern: '^[A-Za-z0-9][A-Za-z0-9_:.-]*$',
      default: 'utf-8',
      errorMessage: 'An encoding is a name, for example "windows-1252".',
    },
    delimiter: choice('The delimiter between columns.', [...delimiters]),
    header: flag('Whether the first row names the columns.'),
    columns: {
      description: 'Names of the columns, where no header gives them.',
      type: 'array',
      minItems: 1,
      items: {
        description: 'Name of a column.',
        type: 'string',
        minLength: 1,
        errorMessage: 'A column is its name in double quotes.',
      },
      errorMessage: 'Columns are a list of names, for example ["id", "text"].',
    },
    quotes: flag('Whether quotes enclose columns; false where they are plain text.'),
    quote: choice('The character that encloses columns: a double quote, or a single one.', [
      ...quoteMarks,
    ]),
    missing: {
      description:
        'The word that marks a missing value where no quotes enclose it, such as "NA" in files that R writes.',
      type: 'string',
      errorMessage: '"missing" is a word in double quotes, for example "NA".',
    },
    skip: {
      description: 'Lines above the header, such as a title.',
      type: 'integer',
      minimum: 0,
      errorMessage: '"skip" is a number of lines.',
    },
    gzip: flag('Whether the file is compressed with gzip.'),
    zstd: flag('Whether the file is compressed with Zstandard.'),
    sheet: {
      description: 'The sheet of an Excel file; the first when left out.',
      type: 'string',
      minLength: 1,
      errorMessage: 'A sheet is its name in double quotes.',
    },
    texts: flag('Whether rows may be JSON texts in place of objects; their field is "text".'),
    path: {
      description: 'Path to the list of objects in a JSON file, for example "data".',
      type: 'string',
      minLength: 1,
      errorMessage: 'A path is text in double quotes, for example "data" or "result.items".',
    },
  },
);
