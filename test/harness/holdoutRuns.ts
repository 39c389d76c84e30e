import { holdoutRate, assignGroups } from '../../src/core/holdout/assignGroups.ts';
import { holdoutState, type Member } from '../../src/core/holdout/holdoutState.ts';
import { effectiveSize, wilson } from '../../src/core/metrics/intervals.ts';
import { Rng } from '../../src/core/rng.ts';

/** What happens to a project while its hold-out is being labelled. */
export type HoldoutScene = 'plain' | 'growth' | 'filter' | 'handLabelling' | 'nearCopies';

export const holdoutScenes: readonly HoldoutScene[] = [
  'plain',
  'growth',
  'filter',
  'handLabelling',
  'nearCopies',
];

export interface HoldoutRun {
  /** Whether the 95 % interval of the accuracy covers the accuracy over all records. */
  readonly covers: boolean;
  /**
   * Whether the interval covers the accuracy over the part it refers to; undefined if it never refers to one.
   */
  readonly partCovers: boolean | undefined;
  /** Whether the interval would cover the accuracy over all records if every answer counted at once. */
  readonly naiveCovers: boolean;
}

/** A record of the synthetic pool, and whether the model is right about it. */
interface Row {
  readonly group: number;
  /** Records of the other part are harder. */
  readonly part: 0 | 1;
  readonly right: boolean;
}

const size = 120;
const easy = 0.88;
const hard = 0.45;

/**
 * One project of 1,500 records, half of them in an easier part, whose hold-out is labelled as in the panel.
 * The model is right about a record with a probability that depends on its part; it treats near-copies alike,
 * and is always right about a record whose copy it was trained on.
 */
export function holdoutRun(scene: HoldoutScene, seed: number): HoldoutRun {
  const rng = new Rng(seed).fork(scene);
  const { rows, first } = poolOf(scene, rng);
  const ids = Uint32Array.from({ length: 4 * rows.length }, () => rng.uint32());
  const hashes = new Map<number, number>();
  const settled = new Set<number>();
  const settle = (upTo: number, rate: number): void => {
    const fates = assignGroups({
      groups: rows.slice(0, upTo).map(({ group }) => group),
      ids,
      seed,
      rate,
      largest: size,
      isSeen: (row) => settled.has(row),
      memberHash: (row) => hashes.get(row),
      isExcluded: () => false,
    });
    for (const { row, hash } of fates.members) hashes.set(row, hash);
    for (let row = 0; row < upTo; row++) settled.add(row);
  };
  // The rate is taken over all rows present at first, whatever the filter; rows appended later do not count.
  const groups = new Set(rows.slice(0, first).map(({ group }) => group)).size;
  const rate = holdoutRate(groups, 0.2, size);
  settle(first, rate);

  const answers = new Map<number, Member['state']>();
  const membersOf = (isIn: (row: number) => boolean): Member[] =>
    [...hashes]
      .filter(([row]) => isIn(row))
      .sort(([a, x], [b, y]) => x - y || a - b)
      .map(([row]) => ({ id: String(row), state: answers.get(row) ?? 'open' }));
  const ask = (isIn: (row: number) => boolean, count: number): void => {
    for (let i = 0; i < count; i++) {
      const [next] = holdoutState(membersOf(isIn), size).ask;
      if (next !== undefined) answers.set(Number(next), 'labelled');
    }
  };
  const before = (row: number): boolean =>
    row < first && (scene !== 'filter' || rows[row]!.part === 0);
  ask(before, size / 2);
  if (scene === 'handLabelling') {
    // As after a search for easy cases: mostly records that the model gets right.
    const open = membersOf(before).filter(({ state }) => state === 'open');
    for (const { id } of open) {
      if (rows[Number(id)]!.right && rng.uniform() < 0.9) answers.set(Number(id), 'waiting');
    }
  }
  const everything = (): boolean => true;
  settle(rows.length, rate);
  const covered = new Set(membersOf(before).map(({ id }) => id));
  const part = holdoutState(membersOf(everything), size, covered);
  const partTruth = truthOver(rows, before);
  const partCovers = part.isPart ? coversBy(part.counted, rows, partTruth) : undefined;
  const answered = [...answers.keys()].map(String);
  const naive = scene === 'nearCopies' ? leaked(rows, first, answered, rng) : answered;
  const truth = truthOver(rows, everything);
  const naiveCovers = coversBy(naive, rows, truth);
  ask(everything, rows.length);
  const { counted } = holdoutState(membersOf(everything), size, covered);
  return { covers: coversBy(counted, rows, truth), partCovers, naiveCovers };
}

function poolOf(scene: HoldoutScene, rng: Rng): { rows: readonly Row[]; first: number } {
  const rows: Row[] = [];
  const add = (part: 0 | 1): void => {
    const right = rng.uniform() < (part === 0 ? easy : hard);
    rows.push({ group: rows.length, part, right });
  };
  const mixed = scene !== 'growth';
  for (let i = 0; i < 1000; i++) add(mixed && i % 2 === 1 ? 1 : 0);
  const first = scene === 'growth' || scene === 'nearCopies' ? rows.length : 1500;
  if (scene === 'nearCopies') {
    // Every other record gets a copy.
    for (let i = 0; i < 500; i++) rows.push({ ...rows[2 * i]!, group: 2 * i });
  } else for (let i = 0; i < 500; i++) add(mixed && i % 2 === 0 ? 0 : 1);
  return { rows, first };
}

/** The accuracy over the records of a part. */
function truthOver(rows: readonly Row[], isIn: (row: number) => boolean): number {
  const within = rows.filter((_, row) => isIn(row));
  return within.filter(({ right }) => right).length / within.length;
}

/** A hold-out that leaks: half of it is drawn from new records whose copies were trained on. */
function leaked(
  rows: readonly Row[],
  first: number,
  answered: readonly string[],
  rng: Rng,
): readonly string[] {
  const late = rows.map((_, row) => row).slice(first);
  return [
    ...answered,
    ...rng
      .shuffle(late)
      .slice(0, size / 2)
      .map((row) => `trained ${row}`),
  ];
}

/** Whether the interval of the accuracy on these records covers the truth; copies count as one. */
function coversBy(ids: readonly string[], rows: readonly Row[], truth: number): boolean {
  const groups = new Map<number, { records: number; right: number }>();
  for (const id of ids) {
    const trained = id.startsWith('trained ');
    const { group, right } = rows[Number(trained ? id.slice(8) : id)]!;
    const known = groups.get(group) ?? { records: 0, right: 0 };
    known.records++;
    if (right || trained) known.right++;
    groups.set(group, known);
  }
  const weights = [...groups.values()].map(({ records }) => records);
  const total = weights.reduce((sum, records) => sum + records, 0);
  const right = [...groups.values()].reduce((sum, group) => sum + group.right, 0);
  const { low, high } = wilson(right / total, effectiveSize(weights));
  return low <= truth && truth <= high;
}
