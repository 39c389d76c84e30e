import type { Rng } from '../../../src/core/rng.ts';
import { chance, pick, pickWeighted } from './draws.ts';
import type { JsonStyle } from './jsonWriting.ts';
import type { Oddity, Plan } from './plan.ts';
import { makePlanOdd, ordinaryPlan } from './plan.ts';
import * as shared from './sharedOddities.ts';

export type JsonShape =
  | 'lines'
  | 'list'
  | 'listOfLines'
  | 'indentedList'
  | 'wrapped'
  | 'concatenated'
  | 'oneLine'
  | 'columns'
  | 'index'
  | 'split'
  | 'table';

/** The plan of a JSON file. */
export interface JsonPlan extends Plan {
  shape: JsonShape;
  /** Whether an oddity has set the shape. */
  fixed: boolean;
  style: JsonStyle;
  lineEnd: '\n' | '\r\n';
  finalNewline: boolean;
  /** Whether keys without a value are left out instead of null. */
  leavesOut: boolean;
  blankLines: boolean;
}

const PYTHON: JsonStyle = { comma: ', ', colon: ': ', ascii: true, slashes: false, indent: '  ' };
const COMPACT: JsonStyle = { comma: ',', colon: ':', ascii: false, slashes: false, indent: '  ' };
const PANDAS: JsonStyle = { ...COMPACT, ascii: true, slashes: true };
const STYLES = [PYTHON, PYTHON, { ...PYTHON, ascii: false }, COMPACT, COMPACT, PANDAS];

const ORIENTS: readonly JsonShape[] = ['columns', 'index', 'split'];

const shapeOf =
  (...shapes: readonly JsonShape[]) =>
  (plan: JsonPlan, rng: Rng): boolean => {
    if (plan.fixed || plan.wish.nested) return false;
    plan.shape = pick(rng, shapes);
    plan.fixed = true;
    return true;
  };

/** Whether each row is an object with its own keys. */
function hasObjects({ shape }: JsonPlan): boolean {
  return !ORIENTS.includes(shape);
}

function any(): boolean {
  return true;
}

const ODDITIES: readonly Oddity<JsonPlan>[] = [
  // With \uXXXX escapes every text is ASCII, so the encoding would not matter.
  shared.windows1252(2, ({ style }) => !style.ascii),
  shared.legacyEncoding(1.5, ({ style }) => !style.ascii),
  shared.utf16(4),
  shared.bom(4),
  shared.gzip(5),
  shared.mixedScripts(4, any),
  ...shared.valueOddities<JsonPlan>(any),
  ...shared.nameOddities<JsonPlan>(0.4, ['repeated-names'], ({ names }) => names.length < 2),
  { trait: 'wrapped', weight: 8, apply: shapeOf('wrapped') },
  { trait: 'pandas-table', weight: 1, apply: shapeOf('table') },
  { trait: 'concatenated', weight: 6, apply: shapeOf('concatenated') },
  { trait: 'objects-on-one-line', weight: 1, apply: shapeOf('oneLine') },
  { trait: 'pandas-orient', weight: 4, apply: shapeOf('columns', 'index', 'split') },
  {
    trait: 'nan',
    weight: 7,
    apply: ({ wish }) => (wish.nan = true),
  },
  {
    trait: 'nested-values',
    weight: 5,
    apply: (plan) => {
      if (!hasObjects(plan)) return false;
      plan.wish.nested = true;
      return true;
    },
  },
  {
    trait: 'keys-left-out',
    weight: 4,
    apply: (plan) => {
      if (!hasObjects(plan)) return false;
      plan.fixed = true;
      plan.wish.missing = true;
      plan.leavesOut = true;
      return true;
    },
  },
  {
    trait: 'blank-lines',
    weight: 1,
    apply: (plan) => {
      if (plan.fixed) return false;
      plan.shape = 'lines';
      plan.fixed = true;
      plan.blankLines = true;
      return true;
    },
  },
  {
    trait: 'odd-extension',
    weight: 5,
    apply: (plan, rng) => {
      plan.extension =
        plan.shape === 'lines' ? pick(rng, ['txt', 'json']) : pick(rng, ['jsonl', 'txt']);
      return true;
    },
  },
];

export function drawJsonPlan(rng: Rng, regular: boolean): JsonPlan {
  const { shape } = pickWeighted(rng, [
    { shape: 'lines' as const, weight: 60 },
    { shape: 'list' as const, weight: 15 },
    { shape: 'listOfLines' as const, weight: 8 },
    { shape: 'indentedList' as const, weight: 17 },
  ]);
  const style = { ...pick(rng, STYLES), indent: pick(rng, ['  ', '  ', '    ', '\t']) };
  const plan: JsonPlan = {
    ...ordinaryPlan(rng),
    shape,
    fixed: false,
    style,
    lineEnd: chance(rng, 0.12) ? '\r\n' : '\n',
    finalNewline: chance(rng, 0.75),
    leavesOut: false,
    blankLines: false,
  };
  if (chance(rng, 0.3)) plan.wish.tricks.add('lineBreaks');
  if (!regular) makePlanOdd(rng, plan, ODDITIES);
  return plan;
}
