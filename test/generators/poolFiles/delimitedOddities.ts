import type { Rng } from '../../../src/core/rng.ts';
import type { DelimitedPlan } from './delimitedPlan.ts';
import type { Dialect } from './dialects.ts';
import * as dialects from './dialects.ts';
import { chance, pick } from './draws.ts';
import type { Apply } from './headerOddities.ts';
import { choose, hasPlainHeader, HEADER_ODDITIES } from './headerOddities.ts';
import * as shared from './sharedOddities.ts';
import type { Oddity } from './plan.ts';

/** Whether no oddity has fixed the languages and texts. */
function hasFreeTexts(plan: DelimitedPlan): boolean {
  return plan.wish.shape !== 'short-words' && !plan.leadingQuotes;
}

function isQuoting({ dialect }: DelimitedPlan): boolean {
  return dialect.quoting !== 'none' && dialect.quoting !== 'backslash';
}

/** An oddity that sets the dialect. It applies only if no other has set it and there are several columns. */
function ofDialect(drawDialect: (plan: DelimitedPlan, rng: Rng) => Dialect | undefined): Apply {
  return (plan, rng) => {
    if (plan.fixed || plan.wish.shape !== 'usual') return false;
    const dialect = drawDialect(plan, rng);
    return dialect ? choose(plan, dialect) : false;
  };
}

/** An oddity that puts a trick into the texts, for which they must be quoted. */
function trick(name: 'inchMarks' | 'lineBreaks' | 'tabs'): Apply {
  return (plan) => {
    const { lineEnd } = plan.dialect;
    const breaks = name === 'lineBreaks' && (lineEnd === '\r' || lineEnd === 'mixed');
    if (!isQuoting(plan) || !hasFreeTexts(plan) || breaks) return false;
    plan.wish.tricks.add(name);
    plan.wish.mustHave.push(name);
    plan.fixed = true;
    return true;
  };
}

const lineEnds =
  (lineEnd: '\r' | 'mixed'): Apply =>
  (plan) => {
    if (plan.fixed) return false;
    return choose(plan, { ...plan.dialect, lineEnd });
  };

const leadingQuotes: Apply = (plan) => {
  if (plan.fixed || plan.encoding !== 'utf-8' || plan.wish.shape !== 'usual') return false;
  if (plan.traits.has('mixed-scripts')) return false;
  plan.leadingQuotes = true;
  plan.wish.languages = ['en'];
  plan.wish.tricks = new Set(['leadingWord', 'apostrophes']);
  plan.wish.mustHave.push('leadingWord');
  return choose(plan, { ...dialects.POSTGRES_COPY, booleans: ['true', 'false'], nulls: '' });
};

const RIVALS = [
  { trick: 'commas', delimiter: ',' },
  { trick: 'semicolons', delimiter: ';' },
  { trick: 'tabs', delimiter: '\t' },
  { trick: 'pipes', delimiter: '|' },
] as const;

const rivals: Apply = (plan) => {
  if (plan.fixed || !hasFreeTexts(plan) || plan.wish.shape !== 'usual') return false;
  const tricks = RIVALS.filter(({ delimiter }) => delimiter !== plan.dialect.delimiter).map(
    ({ trick }) => trick,
  );
  plan.wish.tricks = new Set(tricks);
  plan.wish.mustHave.push(...tricks, ...tricks);
  plan.fixed = true;
  return true;
};

const unicodeText = ofDialect((plan) => {
  if (plan.encoding !== 'utf-8' || plan.bom) return undefined;
  plan.encoding = 'utf-16le';
  plan.bom = true;
  plan.traits.add('utf-16');
  return dialects.UNICODE_TEXT;
});

const decimalComma = ofDialect((plan, rng) => {
  plan.wish.decimalComma = true;
  if (chance(rng, 0.1)) return dialects.JQ_CSV;
  return pick(rng, [dialects.GERMAN_EXCEL, dialects.FRENCH_EXCEL, dialects.WRITE_CSV_2]);
});

const rare = ofDialect((plan, rng) => {
  const quoting = chance(rng, 0.5) ? 'minimal' : 'none';
  return {
    ...plan.dialect,
    delimiter: pick(rng, ['^', '~']),
    quoting,
    extensions: ['txt', 'csv', 'dat'],
  };
});

const escapes = ofDialect((plan) => {
  plan.wish.tricks.add('quotes');
  plan.wish.mustHave.push('quotes');
  return { ...dialects.MYSQL_OUTFILE, nulls: '' };
});

const sqlNulls = ofDialect((plan, rng) => {
  plan.wish.missing = true;
  plan.wish.numbers = true;
  const nulls = pick(rng, ['\\N', 'NULL']);
  return { ...pick(rng, [dialects.POSTGRES_COPY, dialects.MYSQL_OUTFILE]), nulls };
});

const oddExtension: Apply = (plan, rng) => {
  const { delimiter } = plan.dialect;
  if (plan.wish.shape !== 'usual') return false;
  const odd = delimiter === ',' ? ['tsv', 'txt', 'dat'] : ['csv', 'dat', 'data'];
  if (delimiter !== '\t' && delimiter !== ',') odd.push('tsv');
  plan.extension = pick(
    rng,
    odd.filter((extension) => !plan.dialect.extensions.includes(extension)),
  );
  plan.fixed = true;
  return true;
};

const blankEnd: Apply = (plan) => {
  if (plan.wish.shape !== 'usual') return false;
  plan.blankEnd = true;
  return true;
};

export const DELIMITED_ODDITIES: readonly Oddity<DelimitedPlan>[] = [
  shared.windows1252(9, hasFreeTexts),
  shared.legacyEncoding(7, hasFreeTexts),
  shared.utf16(4),
  shared.bom(7),
  shared.gzip(5),
  shared.mixedScripts(4, hasFreeTexts),
  ...shared.nameOddities<DelimitedPlan>(
    1,
    [],
    (plan) => hasPlainHeader(plan) && plan.names.length < 2,
  ),
  ...shared.valueOddities<DelimitedPlan>(() => true),
  ...HEADER_ODDITIES,
  { trait: 'unicode-text', weight: 4, apply: unicodeText },
  { trait: 'multi-line', weight: 10, apply: trick('lineBreaks') },
  { trait: 'inch-marks', weight: 3, apply: trick('inchMarks') },
  { trait: 'tabs-in-text', weight: 2.5, apply: trick('tabs') },
  { trait: 'rival-delimiters', weight: 4, apply: rivals },
  { trait: 'unquoted-leading-quotes', weight: 2.5, apply: leadingQuotes },
  { trait: 'backslash-escapes', weight: 2, apply: escapes },
  { trait: 'old-mac-line-ends', weight: 2, apply: lineEnds('\r') },
  { trait: 'mixed-line-ends', weight: 1, apply: lineEnds('mixed') },
  { trait: 'rare-delimiter', weight: 3.5, apply: rare },
  { trait: 'decimal-comma', weight: 6, apply: decimalComma },
  { trait: 'sql-nulls', weight: 2, apply: sqlNulls },
  { trait: 'odd-extension', weight: 4, apply: oddExtension },
  { trait: 'blank-end', weight: 1, apply: blankEnd },
];
