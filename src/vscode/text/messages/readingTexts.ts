import type { Localize } from '../../../core/localize.ts';
import type { Message } from '../../../core/messages/message.ts';
import type {
  BinaryFormat,
  Doubt,
  ReadingMessages,
} from '../../../core/messages/readingMessages.ts';
import { delimiterName } from './delimiterName.ts';
import type { Texts } from './texts.ts';

/** The doubts about a reading, one or two sentences each. */
export function doubtTexts(
  doubts: readonly Doubt[],
  localize: Localize,
  text: (message: Message) => string,
): string[] {
  return doubts.map(({ why, option }) =>
    option === undefined ? text(why) : localize('{0} If so, add {1}.', text(why), option),
  );
}

export const readingTexts: Texts<ReadingMessages> = {
  'reading.detected': (_, localize) => localize('This is how the file looks.'),
  'reading.first': (_, localize) => localize('As detected'),
  'reading.otherDelimiter': ({ delimiter }, localize) =>
    localize(
      'The rows are equally regular with columns separated by {0}.',
      delimiterName(delimiter, localize),
    ),
  'reading.unevenColumns': ({ delimiter }, localize) =>
    localize(
      'The rows may have columns separated by {0}, though not the same number in each.',
      delimiterName(delimiter, localize),
    ),
  'reading.evenColumns': ({ delimiter }, localize) =>
    localize(
      'Each line may be a row with columns separated by {0} rather than a text.',
      delimiterName(delimiter, localize),
    ),
  'reading.firstRowIsRecord': (_, localize) =>
    localize('The first row may be a record rather than the column names.'),
  'reading.firstRowIsHeader': (_, localize) => localize('The first row may name the columns.'),
  'reading.quotesAreText': (_, localize) => localize('Quotes may be part of the texts.'),
  'reading.quotesEnclose': (_, localize) =>
    localize('Quotes may enclose fields rather than be part of the texts.'),
  'reading.noTitles': (_, localize) => localize('The first lines may not be titles.'),
  'reading.markIsText': ({ word }, localize) => localize('Unquoted {0} may be a text.', word),
  'reading.textIsMark': ({ word }, localize) =>
    localize('Unquoted {0} may be a missing value.', word),
  'reading.otherSheet': ({ sheet }, localize) =>
    localize('The file has another sheet, “{0}”.', sheet),
  'reading.otherEncoding': ({ encoding }, localize) =>
    localize('The bytes also make sense as {0}.', encoding),
  'reading.damagedUtf8': (_, localize) =>
    localize('The file may be UTF-8 with damaged characters.'),
  'reading.notSure': ({ file, doubts }, localize, text) =>
    [
      localize('It is not clear how to read {0}.', file),
      ...doubtTexts(doubts, localize, text),
    ].join(' '),
  'reading.notUtf8': ({ encoding, line }, localize) =>
    line === undefined
      ? localize(
          'Some bytes are not UTF-8; the file is read as {0}. If letters look wrong, choose its encoding.',
          encoding,
        )
      : localize(
          'Some bytes are not UTF-8, first on line {0}; the file is read as {1}. If letters look wrong, choose its encoding.',
          line,
          encoding,
        ),
  'reading.unknownEncoding': ({ encoding }, localize) =>
    localize(
      'There is no encoding "{0}". Name one such as utf-8, utf-16le, windows-1252 or shift_jis.',
      encoding,
    ),
  'reading.utf32': (_, localize) =>
    localize('This file is written in UTF-32. Save it as UTF-8 and open it again.'),
  'reading.binary': ({ path, format }, localize) => binary(path, format, localize),
  'reading.notText': ({ path }, localize) =>
    localize(
      '{0} is not text. A pool is JSON (a list of objects, or one object per line) or a table with delimiters (CSV, TSV).',
      path,
    ),
  'reading.listOfLists': (_, localize) =>
    localize(
      'This file is a JSON list of lists, and the rows have no names for their fields. Write a list of objects, like [{"text": "…"}, …].',
    ),
  'reading.listsByKey': ({ key }, localize) =>
    localize(
      'This file holds lists of lists, the first of them under “{0}”, and the rows have no names for their fields. Write a list of objects, like [{"text": "…"}, …].',
      key,
    ),
  'reading.python': (_, localize) =>
    localize(
      "This file holds objects as Python prints them (with ' around names), not JSON. Write each by json.dumps(row) instead of print(row) or str(row).",
    ),
  'reading.pandasSplit': (_, localize) =>
    localize(
      'This file is a table that pandas wrote with orient="split". Write it again with to_json(…, orient="records", lines=True).',
    ),
  'reading.pandasIndex': (_, localize) =>
    localize(
      'This file is a table that pandas wrote with orient="index", an object of rows by their index. Write it again with to_json(…, orient="records", lines=True).',
    ),
  'reading.pandasColumns': (_, localize) =>
    localize(
      'This file is a table that pandas wrote by columns (orient="columns"). Write it again with to_json(…, orient="records", lines=True).',
    ),
  'reading.objectOfLists': (_, localize) =>
    localize(
      'This file is a table by columns, an object of lists. Write it as a list of objects, one for each row; with pandas: pd.DataFrame(json.load(open(FILE))).to_json(OUT, orient="records", lines=True).',
    ),
};

/** Python code that writes the output of `Doc.to_json`, one document per line. */
function docBinToLines(path: string): string {
  const file = /\.spacy$/i.test(path) ? path : 'FILE.spacy';
  return `import json, spacy
from spacy.tokens import DocBin
vocab = spacy.blank("xx").vocab
with open(${JSON.stringify(file.replace(/\.spacy$/i, '.jsonl'))}, "w", encoding="utf-8") as lines:
    for doc in DocBin().from_disk(${JSON.stringify(file)}).get_docs(vocab):
        lines.write(json.dumps(doc.to_json()) + "\\n")`;
}

function binary(path: string, format: BinaryFormat, localize: Localize): string {
  switch (format) {
    case 'archive':
      return localize(
        '{0} is a workbook or another ZIP archive, not text. Save its table as CSV (UTF-8), then try again.',
        path,
      );
    case 'oldOffice':
      return localize(
        '{0} is an old Excel or Word file, not text. Save its table as CSV (UTF-8), then try again.',
        path,
      );
    case 'encryptedOffice':
      return localize(
        '{0} is protected by a password. Save it without one in Excel, then try again.',
        path,
      );
    case 'gitLfs':
      return localize(
        '{0} is a Git LFS pointer, not the file itself. Fetch the file with git lfs pull, then try again.',
        path,
      );
    case 'parquet':
      return localize(
        '{0} is a Parquet file, not text. Write it as JSON Lines or CSV, then try again.',
        path,
      );
    case 'arrow':
      return localize(
        '{0} is an Arrow file, not text. Write it as JSON Lines or CSV, then try again.',
        path,
      );
    case 'sqlite':
      return localize(
        '{0} is an SQLite database, not text. Write its table as JSON Lines or CSV, then try again.',
        path,
      );
    case 'pdf':
      return localize(
        '{0} is a PDF, not text. Copy its text into a CSV or JSON Lines file, then try again.',
        path,
      );
    case 'docBin':
      return localize(
        '{0} is a DocBin of spaCy, not text. Write it as JSON Lines by these lines of Python, then read that file:\n{1}',
        path,
        docBinToLines(path),
      );
    case 'zstd':
    case 'bzip2':
    case 'xz':
      return localize(
        '{0} is compressed with {1}. Unpack it, or compress it with gzip, then try again.',
        path,
        format,
      );
  }
}
