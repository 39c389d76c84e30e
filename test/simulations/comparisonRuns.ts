// How often "is it helping?" is right, and how often it reports a difference that does not exist.
import {
  evaluateStrategyComparison,
  interimLookAt,
  planStrategyComparison,
  type SplitResult,
} from '../../src/core/metrics/strategyComparison.ts';
import { holdoutDue } from '../../src/core/holdout/holdoutDue.ts';
import { Rng } from '../../src/core/rng.ts';
import type { ComparisonHead, ComparisonPool } from './comparisonPools.ts';

export interface ComparisonSettings {
  /** Whether the strategy chooses records, or chance does, as for the control group. */
  readonly chosenBy: 'strategy' | 'chance';
  /** Training labels at which a run ends. */
  readonly labels: number;
  /** Whether to compute the areas under the curves too, which doubles the time. */
  readonly areas: boolean;
  /** Halvings of each look; by default as many as in the product. */
  readonly halvings?: number;
}

export interface ComparisonRun {
  /** The verdict of every look. */
  readonly verdicts: readonly string[];
  /**
   * Mean quality over the run on a quarter of the pool, with the chosen records and with as many random ones.
   */
  readonly activeArea: number;
  readonly randomArea: number;
}

const start = 20;
const batch = 20;
const heldOutRecords = 200;

/** One project: a random start, then picks with 10 % explore and hold-out records in between. */
export async function comparisonRun<Labels>(
  makePool: (rng: Rng) => ComparisonPool<Labels>,
  settings: ComparisonSettings,
  seed: number,
): Promise<ComparisonRun> {
  const rng = new Rng(seed);
  const all = makePool(rng.fork('pool'));
  const order = rng.shuffle(Int32Array.from({ length: all.records }, (_, i) => i));
  const heldOut = order.slice(0, heldOutRecords);
  const test = order.slice(heldOutRecords, heldOutRecords + Math.floor(all.records / 4));
  const free = new Set(order.slice(heldOutRecords + test.length));
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
  // The control project, which picks at random from the same records.
  const atRandom = rng.fork('others').shuffle([...free]);
  const verdicts: string[] = [];
  const areas = { active: 0, random: 0, rounds: 0 };
  let looked = 0;
  let picks = start;
  while (training.length < settings.labels) {
    const ranked =
      settings.chosenBy === 'strategy' ? await all.ranked(training, Int32Array.from(free)) : [];
    for (let k = 0; k < batch; k++) {
      const unasked = heldOut.length - answered.length;
      if (holdoutDue({ picks, answered: answered.length, unasked, seed })) {
        answered.push({ row: heldOut[answered.length]!, at: picks });
      } else if (rng.uniform() < 0.1) {
        const row = draw();
        explored.push({ row, at: picks });
        training.push(row);
      } else {
        const row = ranked.find((row) => free.has(row)) ?? draw();
        free.delete(row);
        chosen.push(row);
        training.push(row);
      }
      picks++;
    }
    if (settings.areas) {
      const others = [...begun, ...atRandom.slice(0, training.length - start)];
      areas.active += await all.quality(training, test);
      areas.random += await all.quality(others, test);
    }
    areas.rounds++;
    const random = [...explored, ...answered].sort((a, b) => a.at - b.at).map(({ row }) => row);
    const look = interimLookAt(Math.min(random.length, chosen.length));
    if (!look || look.labels === looked) continue;
    looked = look.labels;
    const reference = [...free].slice(0, 300);
    const arms = { begun, random, chosen, reference };
    verdicts.push(await verdict(all, arms, rng.fork('helping'), settings.halvings));
  }
  return {
    verdicts,
    activeArea: areas.active / areas.rounds,
    randomArea: areas.random / areas.rounds,
  };
}

async function verdict<Labels>(
  all: ComparisonPool<Labels>,
  arms: Readonly<Record<'begun' | 'random' | 'chosen' | 'reference', number[]>>,
  rng: Rng,
  halvings: number | undefined,
): Promise<string> {
  const { begun, random, chosen, reference } = arms;
  const plan = planStrategyComparison({
    start: begun,
    random,
    active: chosen,
    rng,
    classes: all.labels,
    ...(halvings ? { halvings } : {}),
  });
  if (plan.kind === 'cannotTell') return plan.kind;
  const fitted = (rows: ArrayLike<number>): Promise<ComparisonHead<Labels>> =>
    all.fit(rows, Int32Array.from(reference));
  // The product's working head learns from all compared records, including those of the hold-out.
  const { labels } = plan.look;
  const training = [...begun, ...random.slice(0, labels), ...chosen.slice(0, labels)];
  const known = await (await fitted(training))(reference);
  const expects = await all.expects(training, reference);
  const results: SplitResult[] = [];
  for (const { randomArm, activeArm, test } of plan.splits) {
    const [randomHead, activeHead] = [await fitted(randomArm), await fitted(activeArm)];
    const truth = all.truth(test);
    const predicted = {
      random: await randomHead(reference),
      active: await activeHead(reference),
    };
    results.push({
      test,
      random: all.parts(truth, await randomHead(test)),
      active: all.parts(truth, await activeHead(test)),
      reference: {
        random: all.parts(known, predicted.random),
        active: all.parts(known, predicted.active),
      },
      expected: { random: expects(predicted.random), active: expects(predicted.active) },
    });
  }
  return evaluateStrategyComparison(results, plan).verdict;
}
