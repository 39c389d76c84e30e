import type { Rng } from '../../../src/core/rng.ts';
import { chance, pickWeighted } from './draws.ts';
import type { Dialect } from './dialects.ts';
import { DIALECTS } from './dialects.ts';
import { DELIMITED_ODDITIES } from './delimitedOddities.ts';
import type { Plan } from './plan.ts';
import { makePlanOdd, ordinaryPlan } from './plan.ts';

/** What a delimited file will be. */
export interface DelimitedPlan extends Plan {
  dialect: Dialect;
  /** An oddity chose the dialect, or leans on it, so that no other may change it. */
  fixed: boolean;
  header: boolean;
  /** Row numbers before the columns: pandas' index, R's row names, or those without a name of their own. */
  index: 'pandas' | 'rowNames' | 'unnamedRowNames' | undefined;
  /** Blank columns at the right, as a sheet that was wider once leaves them. */
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
