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
    localize('This row nests lists or objects more than {0} levels deep and is ignored.', most),
  'row.tooLong': ({ mebibytes }, localize) =>
    localize(
      'This row is longer than {0} MiB and is ignored. Does the file have the format given in the project file?',
      mebibytes,
    ),
  'row.unclosedQuote': (_, localize) =>
    localize(
      'A quoted field starts here and is not closed properly. Close it, double any quotes inside it (""), or set "quotes": false for this file if its quotes are part of the text.',
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
    localize('The header is repeated here, as in concatenated files; it is ignored.'),
  'row.repeatedId': ({ id, line }, localize) =>
    localize('The id "{0}" already belongs to another text, on line {1}.', id, line),
  'row.labelConflict': ({ here, elsewhere, line }, localize) =>
    localize(
      'This text has the label "{0}" here and "{1}" elsewhere; it first occurs on line {2}.',
      here,
      elsewhere,
      line,
    ),
  'row.labelsConflict': ({ here, elsewhere, line }, localize) =>
    localize(
      'This text has the labels {0} here and {1} elsewhere; it first occurs on line {2}.',
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
          'This row has bytes that are not UTF-8; they are shown as \ufffd. If the file has another encoding, set "encoding" in its "format".',
        )
      : localize(
          '{0} rows, starting with this one, have bytes that are not UTF-8; they are shown as \ufffd. If the file has another encoding, set "encoding" in its "format".',
          rows,
        ),
  'rows.notNumbers': ({ rows }, localize) =>
    rows === 1
      ? localize('This row has NaN or Infinity, which JSON does not allow; they are read as null.')
      : localize(
          '{0} rows, starting with this one, have NaN or Infinity, which JSON does not allow; they are read as null.',
          rows,
        ),
  'rows.strayQuotes': ({ rows }, localize) =>
    rows === 1
      ? localize(
          'This row has a quote inside a quoted field that is not doubled (""); it is read as part of the text.',
        )
      : localize(
          '{0} rows, starting with this one, have a quote inside a quoted field that is not doubled (""); it is read as part of the text.',
          rows,
        ),
  'rows.byteOrderMarks': ({ rows }, localize) =>
    rows === 1
      ? localize(
          'This row follows a byte order mark, as in concatenated files; the mark is ignored.',
        )
      : localize(
          '{0} rows, starting with this one, follow a byte order mark, as in concatenated files; the mark is ignored.',
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
