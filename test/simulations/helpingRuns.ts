// How often "is it helping?" is right, and how often it sees a difference where there is none.
import { fitLogisticHead } from '../../src/core/heads/logisticHead.ts';
import type { Matrix } from '../../src/core/math/matrix.ts';
import { matrix, takeRows } from '../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../src/core/math/matrixOps.ts';
import { predictedLabels } from '../../src/core/metrics/evaluate.ts';
import {
  judgeHelping,
  labelGains,
  interimLookAt,
  planHelping,
  type HelpingResult,
} from '../../src/core/metrics/helping.ts';
import { holdoutDue } from '../../src/core/metrics/holdout.ts';
import { Rng } from '../../src/core/rng.ts';

export interface HelpingPool {
  readonly records: number;
  readonly dimensions: number;
  /** Share of labels that are wrong. */
  readonly noise: number;
  /** Whether the chosen records are those of the smallest margin, or drawn at random as the others are. */
  readonly chosenBy: 'margin' | 'chance';
  /** Training labels at which a run ends. */
  readonly labels: number;
  /** Whether the areas under the curves are worked out too, which takes as long as the rest. */
  readonly areas: boolean;
  /** Splits of each look; as many as the product makes when left out. */
  readonly splits?: number;
}

/** Areas differ by about .055 with records chosen by margin, and not at all with chance. */
export const helpingSimulation: Omit<HelpingPool, 'chosenBy' | 'areas'> = {
  records: 2400,
  dimensions: 20,
  noise: 0.05,
  labels: 400,
};

export interface HelpingRun {
  /** The last verdict, and every one that was said on the way. */
  readonly last: string;
  readonly said: readonly string[];
  /** Mean accuracy on the rest of the pool over the run: chosen records, and as many random ones. */
  readonly activeArea: number;
  readonly randomArea: number;
}

interface Labelled {
  readonly x: Matrix;
  readonly labels: Int32Array;
}

const start = 20;
const batch = 20;

/** Two labels on either side of a plane through unit vectors: what a margin strategy is best at. */
function pool({ records, dimensions, noise }: HelpingPool, rng: Rng): Labelled {
  const x = matrix(records, dimensions);
  const labels = new Int32Array(records);
  for (let i = 0; i < records; i++) {
    let length = 0;
    const row = x.data.subarray(i * dimensions, (i + 1) * dimensions);
    for (let k = 0; k < dimensions; k++) length += (row[k] = rng.normal()) ** 2;
    for (let k = 0; k < dimensions; k++) row[k]! /= Math.sqrt(length);
    const side = row[0]! + row[1]! > 0.1 / Math.sqrt(dimensions) ? 1 : 0;
    labels[i] = rng.uniform() < noise ? 1 - side : side;
  }
  return { x, labels };
}

async function headOn({ x, labels }: Labelled, rows: ArrayLike<number>) {
  const given = Int32Array.from(rows, (row) => labels[row]!);
  const options = { c: 30, classWeight: 'none' as const };
  const { head } = await fitLogisticHead(takeRows(x, rows), given, typeScriptOps, options);
  return head;
}

async function predict(pool: Labelled, training: ArrayLike<number>, rows: ArrayLike<number>) {
  const head = await headOn(pool, training);
  return predictedLabels(await head.predictProba(takeRows(pool.x, rows)), head.labels);
}

async function accuracyOf(pool: Labelled, training: ArrayLike<number>, test: Int32Array) {
  const predicted = await predict(pool, training, test);
  let right = 0;
  for (let i = 0; i < test.length; i++) if (predicted[i] === pool.labels[test[i]!]) right++;
  return right / test.length;
}

/** One project: a start at random, then picks with 10 % explore and the hold-out's turns between them. */
export async function helpingRun(settings: HelpingPool, seed: number): Promise<HelpingRun> {
  const rng = new Rng(seed);
  const all = pool(settings, rng.fork('pool'));
  const order = rng.shuffle(Int32Array.from({ length: settings.records }, (_, i) => i));
  const heldOut = order.slice(0, 200);
  const test = order.slice(200, 200 + Math.floor(settings.records / 4));
  const free = new Set(order.slice(200 + test.length));
  const draw = (): number => {
    const rows = [...free];
    const row = rows[rng.integer(rows.length)]!;
    free.delete(row);
    return row;
  };
  const training = Array.from({ length: start }, draw);
  const begun = [...training];
  const explored: { row: number; at: number }[] = [];
  const chosen: number[] = [];
  const answered: { row: number; at: number }[] = [];
  const others = [...training];
  const said: string[] = [];
  const areas = { active: 0, random: 0, rounds: 0 };
  let looked = 0;
  let picks = start;
  while (training.length < settings.labels) {
    const candidates = Int32Array.from(free);
    const head = await headOn(all, training);
    const p = await head.predictProba(takeRows(all.x, candidates));
    const gap = (i: number): number => Math.abs(p.data[2 * i]! - p.data[2 * i + 1]!);
    const ranked = Array.from(candidates, (_, i) => i).sort((a, b) => gap(a) - gap(b));
    const wanted = ranked.map((i) => candidates[i]!);
    for (let k = 0; k < batch; k++) {
      const turn = { picks, answered: answered.length, unasked: 200 - answered.length, seed };
      if (holdoutDue(turn)) answered.push({ row: heldOut[answered.length]!, at: picks });
      else if (rng.uniform() < 0.1) {
        const row = draw();
        explored.push({ row, at: picks });
        training.push(row);
      } else {
        const next = wanted.find((row) => free.has(row))!;
        const row = settings.chosenBy === 'margin' ? next : draw();
        free.delete(row);
        chosen.push(row);
        training.push(row);
      }
      picks++;
    }
    const left = [...free];
    while (others.length < training.length) others.push(left[rng.integer(left.length)]!);
    if (settings.areas) {
      areas.active += await accuracyOf(all, training, test);
      areas.random += await accuracyOf(all, others, test);
    }
    areas.rounds++;
    const random = [...explored, ...answered].sort((a, b) => a.at - b.at).map(({ row }) => row);
    const look = interimLookAt(Math.min(random.length, chosen.length));
    if (!look || look.labels === looked) continue;
    looked = look.labels;
    const reference = left.slice(0, 300);
    const given = { begun, random, chosen, training, reference };
    said.push(await verdict(all, given, rng.fork('helping'), settings.splits));
  }
  return {
    last: said.at(-1) ?? 'cannotTell',
    said,
    activeArea: areas.active / areas.rounds,
    randomArea: areas.random / areas.rounds,
  };
}

async function verdict(
  all: Labelled,
  given: Readonly<Record<'begun' | 'random' | 'chosen' | 'training' | 'reference', number[]>>,
  rng: Rng,
  splits: number | undefined,
): Promise<string> {
  const { begun, random, chosen, training, reference } = given;
  const plan = planHelping({
    start: begun,
    random,
    active: chosen,
    rng,
    ...(splits ? { splits } : {}),
  });
  if (plan.kind === 'cannotTell') return plan.kind;
  const expected = await predict(all, training, reference);
  const results: HelpingResult[] = [];
  for (const { randomArm, activeArm, test } of plan.splits) {
    const rows = [...test, ...reference];
    const [byChance, byChoice] = [
      await predict(all, randomArm, rows),
      await predict(all, activeArm, rows),
    ];
    results.push({
      test,
      gains: labelGains(
        Int32Array.from(test, (row) => all.labels[row]!),
        byChance.subarray(0, test.length),
        byChoice.subarray(0, test.length),
      ),
      reference: labelGains(
        expected,
        byChance.subarray(test.length),
        byChoice.subarray(test.length),
      ),
    });
  }
  return judgeHelping(results, plan.look).verdict;
}
