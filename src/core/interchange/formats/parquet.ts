import type { ParquetColumn } from '../parquetTable.ts';
import type { ExchangeRow } from './exchangeRow.ts';
import type { Format, Survey, WriteOptions } from './format.ts';
import { huggingface } from './huggingface.ts';
import { contextField } from './ownFields.ts';

/** The columns of Hugging Face with types: labels are ClassLabels. */
export const parquet: Format = {
  name: 'parquet',
  title: 'Parquet',
  rows: 'json',
  tasks: ['single', 'multi'],
  lacks: [],
  recognises: () => false,
  write: (rows, survey, options) => huggingface.write(typed(rows, options), survey, options),
  columns,
};

const originTypes: Readonly<Record<string, ParquetColumn['type']>> = {
  holdout: 'boolean',
  elapsedMs: 'double',
};

/** In the order of the fields of a line. */
function columns({ task, labels, fields, origin, context }: Survey): ParquetColumn[] {
  const names = labels.length > 0 ? ({ type: 'label', names: labels } as const) : undefined;
  const label = names ?? ({ type: 'string' } as const);
  const around: readonly ParquetColumn[] = [
    { name: 'skipped', type: 'boolean' },
    { name: 'annotator', type: 'string' },
    { name: 'at', type: 'string' },
    { name: 'flagged', type: 'boolean' },
    { name: 'note', type: 'string' },
  ];
  return [
    { name: 'id', type: 'string' },
    { name: 'text', type: 'string' },
    ...(task === 'single'
      ? [{ name: 'label', ...label }]
      : ['labels', 'not'].map((name) => ({ name, ...label, list: true }))),
    ...around.filter(({ name }) => (fields as ReadonlySet<string>).has(name)),
    ...origin.map((name) => ({ name, type: originTypes[name] ?? 'string' })),
    ...context.map((name) => ({ name: contextField(name), type: 'string' as const })),
  ];
}

/** Leaves out what another tool wrote where a column of ours has a type, and counts it. */
async function* typed(
  rows: AsyncIterable<ExchangeRow>,
  { lose }: WriteOptions,
): AsyncGenerator<ExchangeRow> {
  for await (const row of rows) {
    const { origin = {}, ...rest } = row;
    const given = Object.entries(origin);
    const kept = given.filter(([name, value]) => fits(value, originTypes[name]));
    if (kept.length === given.length) yield row;
    else {
      lose('origin', given.length - kept.length);
      yield { ...rest, origin: Object.fromEntries(kept) };
    }
  }
}

function fits(value: unknown, type: ParquetColumn['type'] | undefined): boolean {
  if (type === undefined) return true;
  return typeof value === (type === 'double' ? 'number' : type);
}
