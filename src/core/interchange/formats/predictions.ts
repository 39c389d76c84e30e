import { message } from '../../messages/messages.ts';
import { textOf } from '../../pool/fields.ts';
import { hasColumns } from '../../pool/poolSpec.ts';
import { isPredicted, listOf, probabilitiesIn } from '../../pool/predictedRow.ts';
import { objectOf } from './carried.ts';
import type { Fields, ReadRow, Said } from './exchangeRow.ts';
import type { OpenFile, ReadableFormat, ReadItem, Sample } from './format.ts';
import { stringsOf, unreadable } from './readFields.ts';
import { rowsOf } from './sourceRows.ts';
import { tableRows } from './tableRows.ts';

/** What `predict` and the scripts of model folders write: guesses of a model, which are no answers. */
export const predictions: ReadableFormat = {
  name: 'predictions',
  title: 'Marginalia predictions',
  rows: 'fields',
  isGuess: true,
  recognises: ({ objects, table }: Sample) => {
    const rows = objects ?? table ?? [];
    return rows.length > 0 && rows.every(isPredicted);
  },
  read,
};

async function* read(file: OpenFile): AsyncGenerator<ReadItem> {
  for await (const { line, row } of rowsIn(file)) {
    if ('problem' in row) yield { line, problem: row.problem };
    else yield rowOf(row.fields, line);
  }
}

type Row = { readonly fields: Fields } | Pick<Extract<ReadItem, { problem: unknown }>, 'problem'>;

async function* rowsIn(
  file: OpenFile,
): AsyncGenerator<{ readonly line: number; readonly row: Row }> {
  if (file.form && hasColumns(file.form)) {
    for await (const row of tableRows(file)) {
      if ('problem' in row) yield { line: row.line, row };
      else {
        const { line, names, cell } = row;
        const fields = Object.fromEntries(names.map((name) => [name, cell(name)]));
        yield { line, row: { fields } };
      }
    }
    return;
  }
  for await (const { value, line, note } of rowsOf(file)) {
    const problem = unreadable(note);
    yield { line, row: problem ? { problem } : { fields: objectOf(value) } };
  }
}

function rowOf(fields: Fields, line: number): ReadItem {
  const { text } = fields;
  if (typeof text !== 'string' || text.trim() === '') {
    return { line, problem: message('interchange.predictionWithoutText', {}) };
  }
  const id = textOf(fields['id']);
  const known = [...probabilitiesIn(fields).keys()];
  const said = saidOf(fields, known);
  return {
    line,
    text,
    known,
    ...(id !== undefined && id !== '' && { id }),
    ...(said && { said }),
  } satisfies ReadRow;
}

function saidOf(fields: Fields, known: readonly string[]): Said | undefined {
  if ('p' in fields) {
    const label = textOf(fields['label']) ?? '';
    return label === '' ? undefined : { kind: 'label', label };
  }
  const yes = stringsOf(listOf(fields['labels']));
  if (!yes) return undefined;
  const no = known.filter((label) => !yes.includes(label));
  return { kind: 'labels', yes, no, rest: 'unknown', mayBeSingle: false };
}
