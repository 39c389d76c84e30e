import { UserError } from '../../src/core/errors.ts';
import { message } from '../../src/core/messages/messages.ts';
import type { RecordId } from '../../src/core/record.ts';
import type { Holdout, HoldoutGrowth } from '../../src/core/store/store.ts';

/** The hold-out, the records in neither hold-out nor training, and those that it was drawn from. */
export class MemoryHoldout {
  drawn: Holdout | undefined;
  readonly between = new Set<RecordId>();
  readonly seen: Uint8Array[] = [];

  set(holdout: Holdout, seen?: Uint8Array): void {
    if (this.drawn) throw new UserError(message('store.holdoutDrawn', {}));
    this.drawn = holdout;
    if (seen) this.seen.push(seen);
  }

  grow({ members, excluded, seen }: HoldoutGrowth): void {
    if (!this.drawn) throw new RangeError('The hold-out is not drawn yet.');
    const known = new Set(this.drawn.members.map(({ recordId }) => recordId));
    const added = members.filter(({ recordId }) => !known.has(recordId));
    this.drawn = { ...this.drawn, members: [...this.drawn.members, ...added] };
    for (const id of excluded) this.between.add(id);
    if (seen.length > 0) this.seen.push(seen);
  }
}
