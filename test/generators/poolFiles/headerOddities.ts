import type { Rng } from '../../../src/core/rng.ts';
import type { DelimitedPlan } from './delimitedPlan.ts';
import type { Dialect } from './dialects.ts';
import * as dialects from './dialects.ts';
import { chance, pick } from './draws.ts';
import type { Oddity } from './plan.ts';

/** Changes a plan; false, with nothing changed, if the oddity conflicts with the plan. */
export type Apply = (plan: DelimitedPlan, rng: Rng) => boolean;

/** Whether the file has several columns and a header that no oddity has changed. */
export function hasPlainHeader(plan: DelimitedPlan): boolean {
  return plan.header && plan.wish.shape === 'usual' && !plan.numberedNames;
}

/** Sets the plan's dialect for good. */
export function choose(plan: DelimitedPlan, dialect: Dialect): true {
  plan.dialect = dialect;
  plan.fixed = true;
  return true;
}

const noHeader: Apply = (plan, rng) => {
  if (!hasPlainHeader(plan) || plan.index || plan.names.length > 0) return false;
  if (plan.titles || plan.blankColumns > 0) return false;
  plan.header = false;
  if (plan.fixed || chance(rng, 0.4)) return true;
  const { JQ_CSV, MYSQL_OUTFILE, POSTGRES_COPY } = dialects;
  return choose(plan, pick(rng, [JQ_CSV, MYSQL_OUTFILE, POSTGRES_COPY]));
};

const shortWords: Apply = (plan) => {
  if (!hasPlainHeader(plan) || plan.fixed || plan.traits.size > 0) return false;
  plan.header = false;
  plan.wish.shape = 'short-words';
  plan.wish.languages = ['en'];
  plan.fixed = true;
  return true;
};

const oneColumn =
  (header: boolean): Apply =>
  (plan) => {
    const { fixed, index, names, titles, sepLine, blankColumns, wish } = plan;
    if (fixed || index || titles || sepLine || blankColumns > 0 || names.length > 0) return false;
    if (!hasPlainHeader(plan) || wish.sorted || wish.missing || wish.bigIds) return false;
    wish.shape = 'one-column';
    plan.header = header;
    if (header) return choose(plan, dialects.PANDAS);
    return choose(plan, {
      ...dialects.PANDAS,
      quoting: 'none',
      delimiter: '\n',
      extensions: ['txt'],
    });
  };

const above =
  (set: (plan: DelimitedPlan, rng: Rng) => void): Apply =>
  (plan, rng) => {
    if (!hasPlainHeader(plan) || plan.titles || plan.sepLine) return false;
    set(plan, rng);
    return true;
  };

const index: Apply = (plan, rng) => {
  if (!hasPlainHeader(plan) || plan.index) return false;
  plan.index = 'pandas';
  plan.numberedNames = plan.names.length === 0 && chance(rng, 0.1);
  if (plan.numberedNames) plan.traits.add('numbered-names');
  return true;
};

const rowNames =
  (named: boolean): Apply =>
  (plan, rng) => {
    if (!hasPlainHeader(plan) || plan.index || plan.fixed || plan.blankColumns > 0) return false;
    plan.index = named ? 'rowNames' : 'unnamedRowNames';
    const { WRITE_CSV, WRITE_CSV_2, WRITE_TABLE } = dialects;
    return choose(plan, named ? pick(rng, [WRITE_CSV, WRITE_CSV, WRITE_CSV_2]) : WRITE_TABLE);
  };

const blankColumns: Apply = (plan, rng) => {
  if (!hasPlainHeader(plan) || plan.index === 'unnamedRowNames') return false;
  plan.blankColumns = 1 + rng.integer(3);
  return true;
};

/** Oddities of the header, the lines above it, and the columns that it names. */
export const HEADER_ODDITIES: readonly Oddity<DelimitedPlan>[] = [
  { trait: 'no-header', weight: 14, apply: noHeader },
  { trait: 'short-words', weight: 1.2, apply: shortWords },
  { trait: 'pandas-index', weight: 9, apply: index },
  { trait: 'r-row-names', weight: 3, apply: rowNames(true) },
  { trait: 'header-one-short', weight: 2, apply: rowNames(false) },
  { trait: 'blank-columns', weight: 2, apply: blankColumns },
  { trait: 'one-column', weight: 1.5, apply: oneColumn(true) },
  { trait: 'plain-lines', weight: 0.5, apply: oneColumn(false) },
  {
    trait: 'sep-line',
    weight: 3,
    apply: above((plan, rng) => (plan.sepLine = chance(rng, 0.8) ? 'bare' : 'quoted')),
  },
  {
    trait: 'title-lines',
    weight: 1.5,
    apply: above((plan, rng) => (plan.titles = chance(rng, 0.5) ? 'lines' : 'padded')),
  },
];
