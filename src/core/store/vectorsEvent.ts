import { joinedFingerprint } from '../embed/blocks.ts';
import type { JournalEvent, Placed, VectorsEvent } from './events.ts';

/**
 * The event that is in the journal already where a change of the vectors comes twice, or is none.
 * @param known what the journal holds under its id
 * @param last the latest change
 * @throws RangeError if the id belongs to another event.
 */
export function vectorsAlready(
  given: VectorsEvent,
  known: JournalEvent | undefined,
  last: (VectorsEvent & Placed) | undefined,
): (VectorsEvent & Placed) | undefined {
  if (known?.kind === 'vectors') return known;
  if (known) throw new RangeError(`The id ${known.id} belongs to another event.`);
  return last && haveSameVectors(last, given) ? last : undefined;
}

function haveSameVectors(a: VectorsEvent, b: VectorsEvent): boolean {
  if (a.drawsFrom !== b.drawsFrom) return false;
  return joinedFingerprint(a.blocks) === joinedFingerprint(b.blocks);
}
