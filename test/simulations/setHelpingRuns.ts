// How often "is it helping?" sees a difference of several labels a record where there is none.
import { decide } from '../../src/core/heads/expectedCount.ts';
import { indicators, takeIndicators, type Indicators } from '../../src/core/heads/indicators.ts';
import { fitOneVsRestHead } from '../../src/core/heads/oneVsRestHead.ts';
import { matrix, takeRows, type Matrix } from '../../src/core/math/matrix.ts';
import { typeScriptOps } from '../../src/core/math/matrixOps.ts';
import {
  judgeHelping,
  planHelping,
  setGains,
  type HelpingResult,
} from '../../src/core/metrics/helping.ts';
import { Rng } from '../../src/core/rng.ts';

const records = 1000;
const dimensions = 10;
const labels = 4;
const noise = 0.03;
const start = 20;
const arm = 100;
const reference = 200;
const splits = 24;

interface Judged {
  readonly x: Matrix;
  readonly truth: Indicators;
}

/** Unit vectors; each label applies on one side of a plane of its own, to about a quarter of them. */
function draw(rng: Rng): Judged {
  const x = matrix(records, dimensions);
  const truth = indicators(records, labels);
  for (let i = 0; i < records; i++) {
    const row = x.data.subarray(i * dimensions, (i + 1) * dimensions);
    let length = 0;
    for (let k = 0; k < dimensions; k++) length += (row[k] = rng.normal()) ** 2;
    for (let k = 0; k < dimensions; k++) row[k]! /= Math.sqrt(length);
    for (let j = 0; j < labels; j++) {
      const applies = row[j]! + row[j + labels]! > 0.9 / Math.sqrt(dimensions);
      truth.data[i * labels + j] = Number(rng.uniform() < noise ? !applies : applies);
    }
  }
  return { x, truth };
}

async function headOn({ x, truth }: Judged, rows: ArrayLike<number>) {
  const given = takeIndicators(truth, rows);
  return (await fitOneVsRestHead(takeRows(x, rows), given, typeScriptOps, { c: 30 })).head;
}

async function predict(
  pool: Judged,
  training: ArrayLike<number>,
  rows: ArrayLike<number>,
): Promise<Indicators> {
  const head = await headOn(pool, training);
  const p = await head.predictProba(takeRows(pool.x, rows));
  return decide(p, head.labels, new Float32Array(head.classes).fill(0.5), labels);
}

/** The verdict at 100 records of each arm, both drawn at random. */
export async function setHelpingRun(seed: number): Promise<string> {
  const rng = new Rng(seed);
  const pool = draw(rng.fork('pool'));
  const order = [...rng.shuffle(Int32Array.from({ length: records }, (_, i) => i))];
  const [begun, random] = [order.slice(0, start), order.slice(start, start + arm)];
  const active = order.slice(start + arm, start + 2 * arm);
  const rest = order.slice(records - reference);
  const plan = planHelping({ start: begun, random, active, rng, splits });
  if (plan.kind === 'cannotTell') return plan.kind;
  const expected = await predict(pool, [...begun, ...random, ...active], rest);
  const results: HelpingResult[] = [];
  for (const { randomArm, activeArm, test } of plan.splits) {
    const rows = [...test, ...rest];
    const [byChance, byChoice] = [
      await predict(pool, randomArm, rows),
      await predict(pool, activeArm, rows),
    ];
    const part = (said: Indicators, from: number, to: number): Indicators =>
      takeIndicators(
        said,
        Array.from({ length: to - from }, (_, i) => from + i),
      );
    const gains = (truth: Indicators, from: number, to: number): number[] =>
      setGains(truth, part(byChance, from, to), part(byChoice, from, to));
    results.push({
      test,
      gains: gains(takeIndicators(pool.truth, test), 0, test.length),
      reference: gains(expected, test.length, rows.length),
    });
  }
  return judgeHelping(results, plan.look).verdict;
}
