import { holdoutRule } from '../journal/defaultsInEffect.ts';
import { askingOrder } from './holdoutProgress.ts';
import type { RecordMove, RowMoves } from '../journal/movedAnswers.ts';
import type { HoldoutGrowth, HoldoutMember, Store } from '../../store/store.ts';

/**
 * Maps hold-out members and `between` records to the records that their rows become when reread, each in its
 * old place in the order. The old records stay members: they are not in the pool now, but return if the step
 * is undone.
 * @param seed of the project
 * @returns undefined for a project without a hold-out
 */
export function movedMembers(
  store: Store,
  { held, seen }: Pick<RowMoves, 'held' | 'seen'>,
  seed: number,
): HoldoutGrowth | undefined {
  const holdout = store.holdout();
  if (!holdout) return undefined;
  const to = new Map(held.map((move): [string, RecordMove] => [move.from, move]));
  const members = new Map(holdout.members.map((member) => [member.recordId, member]));
  const order = askingOrder(holdout, holdoutRule(store, holdout), seed);
  const moved = order.flatMap((id) => {
    const move = to.get(id);
    return move ? movedMember(members.get(id)!, move, to) : [];
  });
  const excluded = store.excludedRecords().flatMap((id) => to.get(id)?.to ?? []);
  return { members: moved, excluded, seen };
}

function movedMember(
  { multiplicity, hash, representative, joined, recordId }: HoldoutMember,
  move: RecordMove,
  to: ReadonlyMap<string, RecordMove>,
): HoldoutMember {
  const base = { recordId: move.to, multiplicity };
  // A member drawn once has no hash; its place comes from the record that was drawn.
  if (hash === undefined)
    return { ...base, representative: (joined && representative) || recordId, joined: true };
  return {
    ...base,
    hash,
    ...(representative !== undefined && {
      representative: to.get(representative)?.to ?? representative,
    }),
  };
}
