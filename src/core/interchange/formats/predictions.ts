import { message } from '../../messages/messages.ts';
import { objectGetter, textOf } from '../../pool/fields.ts';
import { hasColumns } from '../../pool/poolSpec.ts';
import { isPredicted, listOf, probabilitiesIn } from '../../pool/predictedRow.ts';
import { objectOf } from './carried.ts';
import type { Fields, ReadRow, RawJudgement } from './exchangeRow.ts';
import type { OpenFile, ReadableFormat, ReadItem, Sample } from './format.ts';
import { stringsOf, unreadable } from './readFields.ts';
import { rowsOf } from './sourceRows.ts';
import { tableRows } from './tableRows.ts';

/** The output of `predict` and of the scripts in model folders: predictions, not answers. */
export const predictions: ReadableFormat = {
  name: 'predictions',
  title: 'Marginalia predictions',
  rows: 'fields',
  isGuess: true,
  recognises: ({ objects, table }: Sample) => {
    const rows = objects ?? table ?? [];
    return rows.length > 0 && rows.every(isPredicted);
  },
  read: (file) => read(file),
};

/** As `predictions`, without texts, as `predict` writes them by default. */
export function predictionsById(idField: string): ReadableFormat {
  return { ...predictions, read: (file) => read(file, idField) };
}

async function* read(file: OpenFile, byId?: string): AsyncGenerator<ReadItem> {
  const idField = objectGetter(byId ?? 'id');
  for await (const { line, row } of rowsIn(file)) {
    if ('problem' in row) yield { line, problem: row.problem };
    else yield rowOf(row.fields, line, textOf(idField(row.fields, row.json)), byId);
  }
}

type Row =
  | { readonly fields: Fields; readonly json?: string | undefined }
  | Pick<Extract<ReadItem, { problem: unknown }>, 'problem'>;

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
  for await (const { value, line, note, json } of rowsOf(file)) {
    const problem = unreadable(note);
    yield { line, row: problem ? { problem } : { fields: objectOf(value), json } };
  }
}

function rowOf(
  fields: Fields,
  line: number,
  id: string | undefined,
  byId: string | undefined,
): ReadItem {
  const { text } = fields;
  const isRow = byId === undefined ? typeof text === 'string' && text.trim() !== '' : id;
  if (!isRow) {
    const problem =
      byId === undefined
        ? message('interchange.predictionWithoutText', {})
        : message('import.noId', { field: byId });
    return { line, problem };
  }
  const known = [...probabilitiesIn(fields).keys()];
  const rawJudgement = judgementIn(fields, known);
  return {
    line,
    ...(byId === undefined ? { text: text as string } : { text: '', byId: true }),
    known,
    ...(id !== undefined && id !== '' && { id }),
    ...(rawJudgement && { rawJudgement }),
  } satisfies ReadRow;
}

function judgementIn(fields: Fields, known: readonly string[]): RawJudgement | undefined {
  if ('p' in fields) {
    const label = textOf(fields['label']) ?? '';
    return label === '' ? undefined : { kind: 'label', label };
  }
  const yes = stringsOf(listOf(fields['labels']));
  if (!yes) return undefined;
  const no = known.filter((label) => !yes.includes(label));
  return { kind: 'labels', yes, no, rest: 'unknown', mayBeSingle: false };
}
