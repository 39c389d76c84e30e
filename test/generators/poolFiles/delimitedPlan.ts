import type { Rng } from '../../../src/core/rng.ts';
import { chance, pickWeighted } from './draws.ts';
import type { Dialect } from './dialects.ts';
import { DIALECTS } from './dialects.ts';
import { DELIMITED_ODDITIES } from './delimitedOddities.ts';
import type { Plan } from './plan.ts';
import { makePlanOdd, ordinaryPlan } from './plan.ts';

/** The plan of a delimited file. */
export interface DelimitedPlan extends Plan {
  dialect: Dialect;
  /** Whether an oddity set the dialect or depends on it, so that no other may change it. */
  fixed: boolean;
  header: boolean;
  /** Row numbers before the columns: pandas' index, or R's row names with or without a column name. */
  index: 'pandas' | 'rowNames' | 'unnamedRowNames' | undefined;
  /** Blank columns at the right, as a formerly wider sheet leaves them. */
  blankColumns: number;
  numberedNames: boolean;
  /** `sep=;` above the header, with or without quotes. */
  sepLine: 'bare' | 'quoted' | undefined;
  titles: 'lines' | 'padded' | undefined;
  leadingQuotes: boolean;
  blankEnd: boolean;
}

export function drawDelimitedPlan(rng: Rng, regular: boolean): DelimitedPlan {
  const plan: DelimitedPlan = {
    ...ordinaryPlan(rng),
    dialect: pickWeighted(rng, DIALECTS),
    fixed: false,
    header: true,
    index: undefined,
    blankColumns: 0,
    numberedNames: false,
    sepLine: undefined,
    titles: undefined,
    leadingQuotes: false,
    blankEnd: false,
  };
  if (!regular) makePlanOdd(rng, plan, DELIMITED_ODDITIES);
  if (chance(rng, 0.1))
    plan.dialect = { ...plan.dialect, finalNewline: !plan.dialect.finalNewline };
  return plan;
}
