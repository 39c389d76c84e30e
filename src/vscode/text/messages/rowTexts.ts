import type { Localize } from '../../../core/localize.ts';
import type { ExistingFields, JsonKind, RowMessages } from '../../../core/messages/rowMessages.ts';
import { allOf, quoted } from './names.ts';
import type { Texts } from './texts.ts';

export const rowTexts: Texts<RowMessages> = {
  'row.notJson': ({ why, python }, localize) =>
    python
      ? localize(
          'This row is not valid JSON ({0}). It looks like Python; write it with json.dumps instead of print.',
          why,
        )
      : localize('This row is not valid JSON ({0}).', why),
  'row.notAnObject': ({ kind }, localize) =>
    localize(
      'This row is {0}; every row must be a JSON object, like {"text": "…"}.',
      kindName(kind, localize),
    ),
  'row.nestedTooDeeply': ({ most }, localize) =>
    localize(
      'This row has lists or objects in one another more than {0} deep and is passed over.',
      most,
    ),
  'row.tooLong': ({ mebibytes }, localize) =>
    localize(
      'This row is longer than {0} MiB and is passed over. Is the file in the format that the project says?',
      mebibytes,
    ),
  'row.unclosedQuote': (_, localize) =>
    localize(
      'A quote opens a field here and is not closed properly. Close it, double quotes inside a field (""), or set "quotes": false for this file if its quotes mean nothing.',
    ),
  'row.tooFewFields': ({ fields, columns }, localize) =>
    localize('This row has {0} fields where there are {1} columns.', fields, columns),
  'row.tooManyFields': ({ fields, columns }, localize) =>
    localize(
      'This row has {0} fields where there are {1} columns. Enclose a field in quotes if the delimiter is part of it.',
      fields,
      columns,
    ),
  'row.notText': ({ field, kind }, localize) =>
    localize('"{0}" is {1} here, not text.', field, kindName(kind, localize)),
  'row.lacksText': ({ fields }, localize) =>
    localize('This row has no {0}.', allOf(fields, localize)),
  'row.noText': ({ fields, are }, localize) => {
    const names = allOf(fields, localize);
    if (fields.length > 1)
      return are === 'null'
        ? localize('{0} are null here.', names)
        : localize('{0} are empty here.', names);
    return are === 'null'
      ? localize('{0} is null here.', names)
      : localize('{0} is empty here.', names);
  },
  'row.repeatedHeader': (_, localize) =>
    localize('The header is repeated here, as in files that were joined; it is passed over.'),
  'row.repeatedId': ({ id, line }, localize) =>
    localize('The id "{0}" already belongs to another text, on line {1}.', id, line),
  'row.labelConflict': ({ here, elsewhere, line }, localize) =>
    localize(
      'This text has the label "{0}" here and "{1}" elsewhere; it is first on line {2}.',
      here,
      elsewhere,
      line,
    ),
  'row.labelsConflict': ({ here, elsewhere, line }, localize) =>
    localize(
      'This text has the labels {0} here and {1} elsewhere; it is first on line {2}.',
      labelsOf(here, localize),
      labelsOf(elsewhere, localize),
      line,
    ),
  'row.labelSeparator': ({ label, separator }, localize) =>
    localize(
      'The label "{0}" contains the separator "{1}", so the labels of this row cannot be told apart; they are left out.',
      label,
      separator,
    ),
  'rows.notUtf8': ({ rows }, localize) =>
    rows === 1
      ? localize(
          'This row has bytes that are not UTF-8; they are shown as \ufffd. If the file has another encoding, name it by "encoding" in its "format".',
        )
      : localize(
          '{0} rows, of which this is the first, have bytes that are not UTF-8; they are shown as \ufffd. If the file has another encoding, name it by "encoding" in its "format".',
          rows,
        ),
  'rows.notNumbers': ({ rows }, localize) =>
    rows === 1
      ? localize('This row has NaN or Infinity, which JSON does not know; they are read as null.')
      : localize(
          '{0} rows, of which this is the first, have NaN or Infinity, which JSON does not know; they are read as null.',
          rows,
        ),
  'rows.strayQuotes': ({ rows }, localize) =>
    rows === 1
      ? localize(
          'This row has a quote inside an enclosed field that is not doubled (""); it is read as part of the text.',
        )
      : localize(
          '{0} rows, of which this is the first, have a quote inside an enclosed field that is not doubled (""); it is read as part of the text.',
          rows,
        ),
  'rows.byteOrderMarks': ({ rows }, localize) =>
    rows === 1
      ? localize(
          'This row follows a byte order mark, as in files that were joined; the mark is passed over.',
        )
      : localize(
          '{0} rows, of which this is the first, follow a byte order mark, as in files that were joined; the mark is passed over.',
          rows,
        ),
  'columns.named': ({ made }, localize) => {
    const parts = made.map(({ column, repeats, own }) =>
      repeats === undefined
        ? localize('column {0} has no name and is called "{1}"', column, own)
        : localize('"{0}" occurs again and is called "{1}"', repeats, own),
    );
    const sentence = parts.join('; ');
    return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`;
  },
};

/** "Its fields are: "a", "b"." */
export function existingFields({ are, names }: ExistingFields, localize: Localize): string {
  const list = quoted(names).join(', ');
  return are === 'columns'
    ? localize('Its columns are: {0}.', list)
    : localize('Its fields are: {0}.', list);
}

function kindName(kind: JsonKind, localize: Localize): string {
  switch (kind) {
    case 'null':
      return 'null';
    case 'list':
      return localize('a list');
    case 'object':
      return localize('an object');
    case 'string':
      return localize('a string');
    case 'number':
      return localize('a number');
    case 'boolean':
      return localize('a boolean');
  }
}

/** "“joy”, “anger”", or "none". */
function labelsOf(labels: readonly string[], localize: Localize): string {
  return labels.length === 0 ? localize('none of them') : quoted(labels).join(', ');
}
