import type { RecordId } from '../record.ts';

/**
 * A member of the hold-out as its answer stands: `labelled` and `skipped` in its turn, `waiting` when
 * it was answered otherwise and is to be asked again, `open` when it has no answer.
 */
export interface Member {
  readonly id: RecordId;
  readonly state: 'labelled' | 'skipped' | 'waiting' | 'open';
}

/** How far the hold-out has been asked, and what the metrics may rest on. */
export interface Standing {
  /** Labelled members that the metrics rest on, in their order. */
  readonly counted: readonly RecordId[];
  /** Skipped members among those that were gone through. */
  readonly skipped: number;
  /** Members to be asked, in their order. */
  readonly ask: readonly RecordId[];
  /** Members beyond the size that have no answer: asked only when nothing else is left. */
  readonly reserved: readonly RecordId[];
  /** Members that were answered otherwise and wait for their turn. */
  readonly waiting: number;
  /** Members to be gone through in all. */
  readonly size: number;
  /** Labelled members of the longest prefix, whatever part of the pool the metrics speak of. */
  readonly reached: number;
  /** The metrics rest on earlier members alone: later ones that come before some of them are open. */
  readonly isPart: boolean;
}

/**
 * Where the hold-out stands: the metrics rest on the longest prefix of its order whose members are
 * labelled or skipped, which is a simple random sample of groups however far it goes. Members that
 * came later (rows were appended, or a filter went) fall among those that were gone through, and
 * break the prefix; until they are asked, which they are first, it is taken of the earlier ones.
 * @param members those of the pool under the present filter, in the order of their hash
 * @param size labelled members wanted
 * @param earlier the members of the pool that the metrics spoke of last; all when left out
 */
export function standingOf(
  members: readonly Member[],
  size: number,
  earlier?: ReadonlySet<RecordId>,
): Standing {
  const whole = prefixOf(members);
  const part = earlier ? prefixOf(members.filter(({ id }) => earlier.has(id))) : whole;
  const isPart = part.counted.length > whole.counted.length;
  const { counted, length } = isPart ? part : whole;
  const wanted = firstWanted(members, size);
  const isDue = ({ state }: Member): boolean => state === 'open' || state === 'waiting';
  return {
    counted,
    skipped: length - counted.length,
    ask: wanted.filter(isDue).map(({ id }) => id),
    reserved: members
      .slice(wanted.length)
      .filter(({ state }) => state === 'open')
      .map(({ id }) => id),
    waiting: members.filter(({ state }) => state === 'waiting').length,
    size: Math.max(wanted.length, whole.length),
    reached: whole.counted.length,
    isPart,
  };
}

function prefixOf(members: readonly Member[]): { counted: RecordId[]; length: number } {
  const end = members.findIndex(({ state }) => state !== 'labelled' && state !== 'skipped');
  const prefix = end < 0 ? members : members.slice(0, end);
  return {
    counted: prefix.filter(({ state }) => state === 'labelled').map(({ id }) => id),
    length: prefix.length,
  };
}

/** The first members that give so many labels, if none of those not yet asked is skipped. */
function firstWanted(members: readonly Member[], size: number): readonly Member[] {
  let labels = 0;
  for (const [i, { state }] of members.entries()) {
    if (labels >= size) return members.slice(0, i);
    if (state !== 'skipped') labels++;
  }
  return members;
}
