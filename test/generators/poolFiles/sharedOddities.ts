import { LEGACY_ENCODINGS, WINDOWS_1252 } from './encoders.ts';
import { chance, pick } from './draws.ts';
import type { NameOddity } from './fieldNames.ts';
import type { Oddity, Plan } from './plan.ts';

const NAME_WEIGHTS: Readonly<Record<NameOddity, number>> = {
  'repeated-names': 2,
  'blank-names': 2,
  'digit-names': 2,
  'bracket-names': 2,
  'long-names': 2,
  'full-stop-names': 2,
  'name-as-value': 3,
  'quoted-names': 1.5,
  'dotted-names': 1.5,
  'spaced-names': 1.5,
  'prototype-names': 1.5,
  'unicode-names': 3,
};

/** Odd names in a header or in the keys of objects; keys are never repeated. */
export function nameOddities<P extends Plan>(
  share: number,
  without: readonly NameOddity[],
  mayHave: (plan: P) => boolean,
): Oddity<P>[] {
  const names = (Object.keys(NAME_WEIGHTS) as NameOddity[]).filter(
    (name) => !without.includes(name),
  );
  return names.map((trait) => ({
    trait,
    weight: NAME_WEIGHTS[trait] * share,
    apply: (plan) => {
      if (!mayHave(plan)) return false;
      plan.names.push(trait);
      if (trait === 'name-as-value') plan.wish.wordLabels = true;
      return true;
    },
  }));
}

function isPlainUtf8(plan: Plan): boolean {
  return plan.encoding === 'utf-8' && !plan.bom && !plan.traits.has('mixed-scripts');
}

/** Windows-1252, in most files not named by the user. */
export function windows1252<P extends Plan>(weight: number, free: (plan: P) => boolean): Oddity<P> {
  return {
    trait: 'windows-1252',
    weight,
    apply: (plan, rng) => {
      if (!isPlainUtf8(plan) || !free(plan)) return false;
      plan.encoding = WINDOWS_1252.encoding;
      plan.wish.languages = [pick(rng, WINDOWS_1252.languages)];
      plan.named = chance(rng, 0.25);
      if (plan.named) plan.traits.add('encoding-named');
      return true;
    },
  };
}

/** Encodings that cannot be told apart, so that the user names them. */
export function legacyEncoding<P extends Plan>(
  weight: number,
  free: (plan: P) => boolean,
): Oddity<P> {
  return {
    trait: 'legacy-encoding',
    weight,
    apply: (plan, rng) => {
      if (!isPlainUtf8(plan) || !free(plan)) return false;
      const { encoding, languages } = pick(rng, LEGACY_ENCODINGS);
      plan.encoding = encoding;
      plan.wish.languages = [pick(rng, languages)];
      plan.named = true;
      plan.traits.add('encoding-named');
      return true;
    },
  };
}

/** UTF-16 in either byte order, with and without a byte order mark. */
export function utf16<P extends Plan>(weight: number): Oddity<P> {
  return {
    trait: 'utf-16',
    weight,
    apply: (plan, rng) => {
      if (plan.encoding !== 'utf-8' || plan.bom) return false;
      plan.encoding = chance(rng, 0.65) ? 'utf-16le' : 'utf-16be';
      plan.bom = chance(rng, 0.6);
      if (!plan.bom) plan.traits.add('utf-16-without-bom');
      return true;
    },
  };
}

export function bom<P extends Plan>(weight: number): Oddity<P> {
  return {
    trait: 'bom',
    weight,
    apply: (plan) => {
      if (plan.encoding !== 'utf-8') return false;
      plan.bom = true;
      return true;
    },
  };
}

export function gzip<P extends Plan>(weight: number): Oddity<P> {
  return {
    trait: 'gzip',
    weight,
    apply: (plan, rng) => {
      plan.gzipMembers = chance(rng, 0.75) ? 1 : 2 + rng.integer(3);
      if (plan.gzipMembers > 1) plan.traits.add('gzip-members');
      return true;
    },
  };
}

export function mixedScripts<P extends Plan>(
  weight: number,
  free: (plan: P) => boolean,
): Oddity<P> {
  return {
    trait: 'mixed-scripts',
    weight,
    apply: (plan) => {
      if (!plan.encoding.startsWith('utf-') || !free(plan)) return false;
      plan.wish.languages = ['en', 'ja', 'ar', 'ru', 'hi', 'de', 'th', 'ko', 'he'];
      plan.wish.tricks.add('emoji');
      plan.wish.mustHave.push('emoji');
      return true;
    },
  };
}

/** Oddities of the values: large ids, order, gaps. */
export function valueOddities<P extends Plan>(free: (plan: P) => boolean): Oddity<P>[] {
  const ask = (set: (plan: P) => void) => (plan: P) => {
    if (plan.wish.shape !== 'usual' || !free(plan)) return false;
    set(plan);
    return true;
  };
  return [
    { trait: 'big-ids', weight: 4, apply: ask(({ wish }) => (wish.bigIds = true)) },
    { trait: 'sorted-by-label', weight: 5, apply: ask(({ wish }) => (wish.sorted = true)) },
    { trait: 'missing-values', weight: 4, apply: ask(({ wish }) => (wish.missing = true)) },
  ];
}
