import { message } from '../../messages/messages.ts';
import { csvRow } from '../csv.ts';
import { contextOf } from './carried.ts';
import type { ExchangeRow, ReadRow } from './exchangeRow.ts';
import type { Format, OpenFile, ReadItem, Survey, WriteOptions } from './format.ts';
import { judgementByFlags } from './rawJudgement.ts';
import { tableRows } from './tableRows.ts';
import { aroundLabels } from './loss.ts';

/** Label Sleuth's table of labels: a row for each text and category, `label` is true or false. */
export const labelsleuth: Format = {
  name: 'labelsleuth',
  title: 'Label Sleuth CSV',
  tool: 'Label Sleuth',
  rows: 'table',
  tasks: ['single', 'multi'],
  lacks: ['id', 'noAnswer', 'skipped', ...aroundLabels],
  recognises: ({ table = [] }) => {
    const columns = Object.keys(table[0] ?? {});
    return ['text', 'label', 'category_name'].every((name) => columns.includes(name));
  },
  read,
  write,
};

const known = ['text', 'label', 'category_name', 'label_type'];

/** What Label Sleuth reads as true; it reads anything else as false. */
const positive: readonly string[] = ['true', '1'];

interface Group {
  readonly row: ReadRow;
  readonly yes: Set<string>;
  readonly no: Set<string>;
}

/** The rows of a text may be far apart, so all texts of the file are kept in memory. */
async function* read(file: OpenFile): AsyncGenerator<ReadItem> {
  const groups = new Map<string, Group>();
  for await (const row of tableRows(file)) {
    if ('problem' in row) {
      yield row;
      continue;
    }
    const { line, names, cell } = row;
    const text = cell('text');
    const category = cell('category_name');
    const field = text.trim() === '' ? 'text' : 'category_name';
    if (text.trim() === '') yield { line, problem: message('interchange.noText', { field }) };
    else if (category.trim() === '') {
      yield { line, problem: message('interchange.unreadableField', { field }) };
    } else {
      const key = `${cell('document_id')}\0${text}`;
      const others = names
        .filter((name) => !known.includes(name) && cell(name) !== '')
        .map((name) => [name, cell(name)] as const);
      const group = groups.get(key) ?? {
        row: { line, text, ...contextOf(Object.fromEntries(others)) },
        yes: new Set<string>(),
        no: new Set<string>(),
      };
      groups.set(key, group);
      const applies = positive.includes(cell('label').trim().toLowerCase());
      (applies ? group.yes : group.no).add(category);
    }
  }
  for (const { row, yes, no } of groups.values()) {
    yield { ...row, known: [...yes, ...no], rawJudgement: judgementByFlags([...yes], [...no]) };
  }
}

async function* write(
  rows: AsyncIterable<ExchangeRow>,
  { labels }: Survey,
  { lose }: WriteOptions,
): AsyncGenerator<string> {
  // A text has one answer for each category: Label Sleuth identifies records by their texts.
  const written = new Set<string>();
  yield csvRow(['text', 'label', 'category_name']);
  for await (const { text, judgement } of rows) {
    if (judgement && written.has(text)) {
      lose('repeatedText');
      continue;
    }
    if (judgement) written.add(text);
    for (const label of labels) {
      const applies =
        judgement?.task === 'single'
          ? judgement.label === label
          : judgement?.task === 'multi'
            ? judgement.labels.get(label)
            : undefined;
      if (applies !== undefined) yield csvRow([text, String(applies), label]);
    }
  }
}
