import type { Rng } from '../../../src/core/rng.ts';
import { pick } from './draws.ts';
import { makeOdd, ordinaryNames } from './fieldNames.ts';
import { writeJson } from './jsonDocuments.ts';
import type { JsonPlan } from './jsonPlan.ts';
import { drawJsonPlan } from './jsonPlan.ts';
import { fileName, pack, sampleOf } from './packing.ts';
import type { MeantReading, PoolFile } from './poolFile.ts';
import type { Table } from './table.ts';
import { drawTable } from './table.ts';

const WRAPPER_KEYS = [
  'data',
  'records',
  'items',
  'results',
  'examples',
  'rows',
  'documents',
  'Daten',
];

/** A JSON file, ordinary or with oddities. */
export function makeJsonFile(rng: Rng, index: number, regular: boolean): PoolFile {
  const plan = drawJsonPlan(rng, regular);
  const table = drawTable(rng, plan.wish);
  const names = keysOf(rng, plan, table);
  const path = plan.shape === 'table' ? 'data' : pick(rng, WRAPPER_KEYS);
  const text = writeJson(rng, plan, table, names, path);
  const fields = plan.leavesOut ? fieldsInOrder(names, table.rows) : names;
  const values = table.rows.map((cells) =>
    fields.map((name) => {
      const { kind, value } = cells[names.indexOf(name)]!;
      return kind === 'nan' ? '' : value;
    }),
  );
  const traits = [...plan.traits];
  return {
    name: fileName(rng, index, plan.extension ?? usualExtension(rng, plan), plan),
    bytes: pack(rng, text, plan),
    ...(plan.named && { given: { encoding: plan.encoding } }),
    meant: meantReading(plan, path),
    rows: values.length,
    fields,
    sampleRows: sampleOf(values),
    preamble: 0,
    regular: traits.length === 0,
    traits,
  };
}

function keysOf(rng: Rng, plan: JsonPlan, { roles, labels }: Table): string[] {
  const names = ordinaryNames(rng, roles);
  for (const oddity of plan.names) {
    const before = [...names];
    const done = makeOdd(rng, oddity, names, roles, labels, plan.wish.languages);
    // An object cannot repeat a key.
    const twice = new Set(names).size < names.length;
    if (twice) names.splice(0, names.length, ...before);
    if (!done || twice) plan.traits.delete(oddity);
  }
  return names;
}

/** The names in order of first appearance in the objects; names that no object has are left out. */
function fieldsInOrder(names: readonly string[], rows: Table['rows']): string[] {
  const seen = rows.flatMap((cells) => names.filter((_, i) => cells[i]!.kind !== 'null'));
  return [...new Set(seen)];
}

function usualExtension(rng: Rng, { shape }: JsonPlan): string {
  if (shape === 'lines') return pick(rng, ['jsonl', 'jsonl', 'ndjson', 'json']);
  if (shape === 'concatenated' || shape === 'oneLine') return pick(rng, ['json', 'jsonl']);
  return 'json';
}

function meantReading(plan: JsonPlan, path: string): MeantReading {
  const { shape, encoding, gzipMembers } = plan;
  const common = { encoding, gzip: gzipMembers > 0 };
  switch (shape) {
    case 'lines':
      return { format: 'jsonl', ...common };
    case 'concatenated':
    case 'oneLine':
      return { format: 'json', orFormat: 'jsonl', ...common };
    case 'wrapped':
    case 'table':
      return { format: 'json', path, ...common };
    case 'columns':
    case 'index':
    case 'split':
      return { format: 'json', orient: shape, ...common };
    case 'list':
    case 'listOfLines':
    case 'indentedList':
      return { format: 'json', ...common };
  }
}
