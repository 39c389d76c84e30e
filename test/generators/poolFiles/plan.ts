import type { Rng } from '../../../src/core/rng.ts';
import { chance, drawRows, pick, pickWeighted } from './draws.ts';
import type { NameOddity } from './fieldNames.ts';
import type { ForeignLanguage } from './sentences.ts';
import { SENTENCES } from './sentences.ts';
import type { TableWish } from './columns.ts';
import type { Language, TextTrick } from './texts.ts';
import { USUAL_TRICKS } from './texts.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The plan of a file of any format. Oddities change it one by one. */
export interface Plan {
  readonly wish: Mutable<TableWish> & { tricks: Set<TextTrick>; mustHave: TextTrick[] };
  readonly traits: Set<string>;
  readonly names: NameOddity[];
  encoding: string;
  /** Whether the user names the encoding. */
  named: boolean;
  bom: boolean;
  gzipMembers: number;
  extension: string | undefined;
}

/** An oddity of a file. */
export interface Oddity<P> {
  readonly trait: string;
  readonly weight: number;
  /** @returns false, with nothing changed, if the oddity conflicts with the plan. */
  readonly apply: (plan: P, rng: Rng) => boolean;
}

const FOREIGN = Object.keys(SENTENCES) as ForeignLanguage[];

/** The plan of an ordinary file in UTF-8. */
export function ordinaryPlan(rng: Rng): Plan {
  const languages: Language[] = chance(rng, 0.65) ? ['en'] : [pick(rng, FOREIGN)];
  return {
    wish: {
      rows: drawRows(rng),
      languages,
      tricks: new Set(USUAL_TRICKS.filter(() => chance(rng, 0.5))),
      mustHave: [],
      shape: 'usual',
      wordLabels: false,
      numbers: false,
      decimalComma: false,
      bigIds: false,
      missing: false,
      nan: false,
      nested: false,
      sorted: false,
    },
    traits: new Set(),
    names: [],
    encoding: 'utf-8',
    named: false,
    bom: false,
    gzipMembers: 0,
    extension: undefined,
  };
}

/** Applies one to three oddities to the plan. */
export function makePlanOdd<P extends Plan>(
  rng: Rng,
  plan: P,
  oddities: readonly Oddity<P>[],
): void {
  const wanted = pickWeighted(rng, [
    { count: 1, weight: 55 },
    { count: 2, weight: 30 },
    { count: 3, weight: 15 },
  ]).count;
  const left = new Set(oddities);
  for (let done = 0; done < wanted && left.size > 0;) {
    const oddity = pickWeighted(rng, [...left]);
    left.delete(oddity);
    if (!oddity.apply(plan, rng)) continue;
    plan.traits.add(oddity.trait);
    done++;
  }
}
