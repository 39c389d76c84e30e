// How often "is it helping?" is right, and how often it reports a difference that does not exist.
import {
  judgeHelping,
  interimLookAt,
  planHelping,
  type HelpingResult,
} from '../../src/core/metrics/helping.ts';
import { holdoutDue } from '../../src/core/holdout/holdoutDue.ts';
import { Rng } from '../../src/core/rng.ts';
import type { HelpingHead, HelpingPool } from './helpingPools.ts';

export interface HelpingSettings {
  /** Whether the strategy chooses records, or chance does, as for the control group. */
  readonly chosenBy: 'strategy' | 'chance';
  /** Training labels at which a run ends. */
  readonly labels: number;
  /** Whether to compute the areas under the curves too, which doubles the time. */
  readonly areas: boolean;
  /** Halvings of each look; by default as many as in the product. */
  readonly halvings?: number;
}

export interface HelpingRun {
  /** The verdict of every look. */
  readonly said: readonly string[];
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
export async function helpingRun<Said>(
  makePool: (rng: Rng) => HelpingPool<Said>,
  settings: HelpingSettings,
  seed: number,
): Promise<HelpingRun> {
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
  const said: string[] = [];
  const areas = { active: 0, random: 0, rounds: 0 };
  let looked = 0;
  let picks = start;
  while (training.length < settings.labels) {
    const wanted =
      settings.chosenBy === 'strategy' ? await all.wanted(training, Int32Array.from(free)) : [];
    for (let k = 0; k < batch; k++) {
      const unasked = heldOut.length - answered.length;
      if (holdoutDue({ picks, answered: answered.length, unasked, seed })) {
        answered.push({ row: heldOut[answered.length]!, at: picks });
      } else if (rng.uniform() < 0.1) {
        const row = draw();
        explored.push({ row, at: picks });
        training.push(row);
      } else {
        const row = wanted.find((one) => free.has(one)) ?? draw();
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
    const given = { begun, random, chosen, reference };
    said.push(await verdict(all, given, rng.fork('helping'), settings.halvings));
  }
  return {
    said,
    activeArea: areas.active / areas.rounds,
    randomArea: areas.random / areas.rounds,
  };
}

async function verdict<Said>(
  all: HelpingPool<Said>,
  given: Readonly<Record<'begun' | 'random' | 'chosen' | 'reference', number[]>>,
  rng: Rng,
  halvings: number | undefined,
): Promise<string> {
  const { begun, random, chosen, reference } = given;
  const plan = planHelping({
    start: begun,
    random,
    active: chosen,
    rng,
    classes: all.labels,
    ...(halvings ? { halvings } : {}),
  });
  if (plan.kind === 'cannotTell') return plan.kind;
  const fitted = (rows: ArrayLike<number>): Promise<HelpingHead<Said>> =>
    all.fit(rows, Int32Array.from(reference));
  // The product's working head learns from all compared records, including those of the hold-out.
  const { labels } = plan.look;
  const training = [...begun, ...random.slice(0, labels), ...chosen.slice(0, labels)];
  const known = await (await fitted(training))(reference);
  const expects = await all.expects(training, reference);
  const results: HelpingResult[] = [];
  for (const { randomArm, activeArm, test } of plan.splits) {
    const [byChance, byChoice] = [await fitted(randomArm), await fitted(activeArm)];
    const truth = all.given(test);
    const [chance, choice] = [await byChance(reference), await byChoice(reference)];
    results.push({
      test,
      random: all.parts(truth, await byChance(test)),
      active: all.parts(truth, await byChoice(test)),
      reference: { random: all.parts(known, chance), active: all.parts(known, choice) },
      expected: { random: expects(chance), active: expects(choice) },
    });
  }
  return judgeHelping(results, plan).verdict;
}
