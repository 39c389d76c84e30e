import type { RecordId } from '../record.ts';

/**
 * A hold-out member with the state of its answer: `labelled` or `skipped` when asked as part of the
 * hold-out, `waiting` if it was answered otherwise and has to be asked again, `open` if unanswered.
 */
export interface Member {
  readonly id: RecordId;
  readonly state: 'labelled' | 'skipped' | 'waiting' | 'open';
}

/** Progress of the hold-out, and the members that the metrics may use. */
export interface HoldoutState {
  /** Labelled members that the metrics use, in order. */
  readonly counted: readonly RecordId[];
  /** Skipped members in the same prefix. */
  readonly skipped: number;
  /** Members still to ask, in order. */
  readonly ask: readonly RecordId[];
  /** Unanswered members beyond the size: asked only when nothing else remains. */
  readonly reserved: readonly RecordId[];
  /** Members to ask that were answered otherwise. */
  readonly waiting: number;
  /** Labelled members that metrics do not use yet, since a member before them is open or waiting. */
  readonly behind: number;
  /** Members needed in total. */
  readonly size: number;
  /**
   * Labelled members of the longest prefix, independent of the part of the pool that the metrics
   * cover.
   */
  readonly reached: number;
  /** Whether the metrics use only earlier members, because newer ones among them are still open. */
  readonly isPart: boolean;
}

/**
 * State of the hold-out. The metrics use the longest prefix of its order whose members are labelled
 * or skipped, which is a simple random sample of groups at any length. New members (appended rows,
 * a removed filter) fall between those already asked and interrupt the prefix; until they are
 * asked, which happens first, the prefix is taken over the earlier members.
 * @param members those of the pool under the current filter, in hash order
 * @param size labelled members wanted
 * @param earlier members of the pool that the metrics last covered; default all
 */
export function holdoutState(
  members: readonly Member[],
  size: number,
  earlier?: ReadonlySet<RecordId>,
): HoldoutState {
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
    waiting: wanted.filter(({ state }) => state === 'waiting').length,
    behind: members.filter(({ state }) => state === 'labelled').length - counted.length,
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

/** The shortest prefix that yields `size` labels if no open member is skipped. */
function firstWanted(members: readonly Member[], size: number): readonly Member[] {
  let labels = 0;
  for (const [i, { state }] of members.entries()) {
    if (labels >= size) return members.slice(0, i);
    if (state !== 'skipped') labels++;
  }
  return members;
}
