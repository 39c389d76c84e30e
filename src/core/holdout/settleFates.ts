import { compareIds, hashRange, holdoutHash } from './holdoutHash.ts';

/** What is settled about a record before the new ones are looked at. */
export interface Settled {
  /** It was in the pool at an earlier opening, or was shown to the annotator: its fate is settled. */
  readonly isSeen: (row: number) => boolean;
  /** Its place in the order of the hold-out; undefined for a record that is no member. */
  readonly memberHash: (row: number) => number | undefined;
  /** A near-duplicate of members and of other records, which is neither asked nor trained on. */
  readonly isBetween: (row: number) => boolean;
}

export interface FatesInput extends Settled {
  /** The near-duplicate group of each record, named by one of its rows. */
  readonly groups: ArrayLike<number>;
  /** Record ids, four words a record. */
  readonly ids: Uint32Array;
  readonly seed: number;
  /** The chance of a group to be held out, as it was settled at the first draw. */
  readonly rate: number;
  /** Records of the largest group that may be held out. */
  readonly largest: number;
}

export interface Fates {
  /** Rows that are held out from now on, in the order of their hash. */
  readonly members: readonly {
    readonly row: number;
    readonly hash: number;
    readonly kin: number;
  }[];
  /** New rows between a member and records that may be trained on. */
  readonly between: readonly number[];
}

/** The chance of a group: the share, or less where that would be more than `size` groups. */
export function holdoutRate(groups: number, share: number, size: number): number {
  return groups === 0 ? 0 : Math.min(share, size / groups);
}

/** How many groups there are. @param groups as in `FatesInput` */
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
 * Decides which new records are held out. A group that is new as a whole is a member if the hash of
 * its smallest record id lies below the rate; what joins a group shares its fate; what joins both a
 * member and another group is between. Nothing here depends on the order of the rows, and no fate
 * that is settled changes.
 */
export function settleFates(input: FatesInput): Fates {
  const { groups, ids, seed, rate, largest, isSeen, memberHash, isBetween } = input;
  const { fresh, key, kin, open } = surveyed(input);
  const members: { row: number; hash: number; kin: number }[] = [];
  const between: number[] = [];
  for (let row = 0; row < groups.length; row++) {
    if (memberHash(row) !== undefined || isSeen(row) || isBetween(row)) continue;
    const group = groups[row]!;
    if (kin[group]! >= 0) {
      const hash = memberHash(kin[group]!);
      if (open[group] === 1 || hash === undefined) between.push(row);
      else members.push({ row, hash, kin: kin[group]! });
    } else if (open[group] === 0 && fresh[group]! <= largest) {
      const hash = holdoutHash(ids, key[group]!, seed);
      if (hash < rate * hashRange) members.push({ row, hash, kin: key[group]! });
    }
  }
  members.sort((a, b) => a.hash - b.hash || compareIds(ids, a.row, b.row));
  return { members, between };
}

/** What each group holds, by the row that names it. */
function surveyed({ groups, ids, isSeen, memberHash, isBetween }: FatesInput) {
  const size = groups.length;
  /** New records. */
  const fresh = new Uint32Array(size);
  /** The new record with the smallest id. */
  const key = new Int32Array(size).fill(-1);
  /** The member that comes first in the order, or a record between; −1: neither. */
  const kin = new Int32Array(size).fill(-1);
  /** 1: it holds a record that may be trained on. */
  const open = new Uint8Array(size);
  for (let row = 0; row < size; row++) {
    const group = groups[row]!;
    const hash = memberHash(row);
    if (hash !== undefined || isBetween(row)) {
      const known = kin[group]!;
      const first = known < 0 ? undefined : memberHash(known);
      if (known < 0 || (hash !== undefined && hash < (first ?? Infinity))) kin[group] = row;
    } else if (isSeen(row)) open[group] = 1;
    else {
      fresh[group]!++;
      if (key[group]! < 0 || compareIds(ids, row, key[group]!) < 0) key[group] = row;
    }
  }
  return { fresh, key, kin, open };
}
