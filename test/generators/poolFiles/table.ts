import type { Rng } from '../../../src/core/rng.ts';
import type { Cell, TableWish } from './columns.ts';
import { drawColumn, NULL } from './columns.ts';
import { chance } from './draws.ts';
import type { Role } from './fieldNames.ts';
import { drawLabels } from './labels.ts';

export interface Table {
  readonly roles: readonly Role[];
  /** The values of the label column. */
  readonly labels: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A table as users have it. */
export function drawTable(rng: Rng, wish: TableWish): Table {
  const roles = drawRoles(rng, wish);
  const labels = drawLabels(rng, wish.languages, wish.wordLabels);
  const columns = roles.map((role) => drawColumn(rng, role, labels, wish));
  const rows = Array.from({ length: wish.rows }, (_, row) => columns.map((cells) => cells[row]!));
  // A text may be missing only if the row has an id, or its line would be blank.
  if (wish.missing && roles.includes('id') && chance(rng, 0.3)) {
    rows[rng.integer(wish.rows)]![roles.indexOf('text')] = NULL;
  }
  const label = roles.indexOf('label');
  if (wish.sorted && label >= 0) {
    rows.sort((a, b) => compare(a[label]!.value, b[label]!.value));
  }
  const seen = label < 0 ? [] : rows.map((cells) => cells[label]!.value);
  return { roles, labels: [...new Set(seen)].filter((value) => value !== ''), rows };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function drawRoles(rng: Rng, wish: TableWish): Role[] {
  if (wish.shape === 'one-column') return ['text'];
  if (wish.shape === 'short-words') return ['category', 'title'];
  const roles: Role[] = ['text'];
  const numbers = wish.numbers || wish.decimalComma || wish.nan;
  if (wish.bigIds || chance(rng, 0.75)) roles.unshift('id');
  if (chance(rng, 0.1)) roles.push('title');
  if (wish.sorted || wish.wordLabels || chance(rng, 0.85)) roles.push('label');
  if (numbers || chance(rng, 0.35)) roles.push('number');
  if (chance(rng, 0.3)) roles.push('date');
  if (roles.length < 2 || chance(rng, 0.25)) roles.push('category');
  if (wish.nested) roles.push('nested');
  if (chance(rng, 0.2)) rng.shuffle(roles);
  return roles;
}
