import { compareIds, hashRange, holdoutHash } from './holdoutHash.ts';

/** The existing assignments of the records. */
export interface ExistingAssignments {
  /**
   * Whether the record was in the pool at an earlier opening or shown to the annotator, and is
   * therefore assigned.
   */
  readonly isSeen: (row: number) => boolean;
  /** The record's position in the hold-out's order; undefined if it is not a member. */
  readonly memberHash: (row: number) => number | undefined;
  /**
   * Whether it is a near-duplicate of both members and other records, and so neither asked nor
   * trained on.
   */
  readonly isExcluded: (row: number) => boolean;
}

export interface GroupsToAssign extends ExistingAssignments {
  /** The near-duplicate group of each record, identified by one of its rows. */
  readonly groups: ArrayLike<number>;
  /** Record ids, four words per record. */
  readonly ids: Uint32Array;
  readonly seed: number;
  /** Probability that a group is held out, fixed at the first draw. */
  readonly rate: number;
  /** Size of the largest group that may be held out. */
  readonly largest: number;
}

export interface GroupAssignments {
  /** Newly held-out rows, in hash order. */
  readonly members: readonly {
    readonly row: number;
    readonly hash: number;
    readonly representative: number;
  }[];
  /** New rows that are near-duplicates of both a member and a record that may be trained on. */
  readonly excluded: readonly number[];
}

/** A group's hold-out probability: the share, capped at `size` groups in expectation. */
export function holdoutRate(groups: number, share: number, size: number): number {
  return groups === 0 ? 0 : Math.min(share, size / groups);
}

/** Number of groups. @param groups as in `GroupsToAssign` */
export function countGroups(groups: ArrayLike<number>): number {
  const known = new Uint8Array(groups.length);
  let count = 0;
  for (let row = 0; row < groups.length; row++) {
    if (known[groups[row]!] === 0) count++;
    known[groups[row]!] = 1;
  }
  return count;
}

/**
 * Decides which new records are held out. An entirely new group is held out if the hash of its
 * smallest record id is below the rate; records that join a group share its assignment; those that
 * join both a member and another group are in between. Independent of the order of the rows;
 * existing assignments never change.
 */
export function assignGroups(input: GroupsToAssign): GroupAssignments {
  const { groups, ids, seed, rate, largest, isSeen, memberHash, isExcluded } = input;
  const { fresh, key, assigned, open } = surveyed(input);
  const members: { row: number; hash: number; representative: number }[] = [];
  const excluded: number[] = [];
  for (let row = 0; row < groups.length; row++) {
    if (memberHash(row) !== undefined || isSeen(row) || isExcluded(row)) continue;
    const group = groups[row]!;
    if (assigned[group]! >= 0) {
      const hash = memberHash(assigned[group]!);
      if (open[group] === 1 || hash === undefined) excluded.push(row);
      else members.push({ row, hash, representative: assigned[group]! });
    } else if (open[group] === 0 && fresh[group]! <= largest) {
      const hash = holdoutHash(ids, key[group]!, seed);
      if (hash < rate * hashRange) members.push({ row, hash, representative: key[group]! });
    }
  }
  members.sort((a, b) => a.hash - b.hash || compareIds(ids, a.row, b.row));
  return { members, excluded };
}

/** Contents of each group, indexed by its identifying row. */
function surveyed({ groups, ids, isSeen, memberHash, isExcluded }: GroupsToAssign) {
  const size = groups.length;
  /** Number of new records. */
  const fresh = new Uint32Array(size);
  /** The new record with the smallest id. */
  const key = new Int32Array(size).fill(-1);
  /** The member that is first in hash order, or a record in between; −1 for neither. */
  const assigned = new Int32Array(size).fill(-1);
  /** 1 if the group contains a record that may be trained on. */
  const open = new Uint8Array(size);
  for (let row = 0; row < size; row++) {
    const group = groups[row]!;
    const hash = memberHash(row);
    if (hash !== undefined || isExcluded(row)) {
      const known = assigned[group]!;
      const first = known < 0 ? undefined : memberHash(known);
      if (known < 0 || (hash !== undefined && hash < (first ?? Infinity))) assigned[group] = row;
    } else if (isSeen(row)) open[group] = 1;
    else {
      fresh[group]!++;
      if (key[group]! < 0 || compareIds(ids, row, key[group]!) < 0) key[group] = row;
    }
  }
  return { fresh, key, assigned, open };
}
