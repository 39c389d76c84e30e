import { joinedFingerprint } from '../embed/blocks.ts';
import type { JournalEvent, Placed, VectorsEvent } from './events.ts';

/** Whether records are drawn by the same vectors after both. */
export function haveSameVectors(a: VectorsEvent, b: VectorsEvent): boolean {
  return joinedFingerprint(a.blocks) === joinedFingerprint(b.blocks);
}

/** What the journal holds under the id of a change of the vectors. @throws RangeError: it is another event. */
export function sameVectorsEvent(known: JournalEvent): VectorsEvent & Placed {
  if (known.kind === 'vectors') return known;
  throw new RangeError(`The id ${known.id} belongs to another event.`);
}
