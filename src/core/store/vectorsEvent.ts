import { joinedFingerprint } from '../embed/blocks.ts';
import type { JournalEvent, JournalPosition, VectorsEvent } from './events.ts';

/**
 * The existing event if a vector change is repeated or changes nothing.
 * @param known the journal's event with the same id
 * @param last the latest vector change
 * @throws RangeError if the id belongs to another event
 */
export function existingVectorsEvent(
  given: VectorsEvent,
  known: JournalEvent | undefined,
  last: (VectorsEvent & JournalPosition) | undefined,
): (VectorsEvent & JournalPosition) | undefined {
  if (known?.kind === 'vectors') return known;
  if (known) throw new RangeError(`The id ${known.id} belongs to another event.`);
  return last && haveSameVectors(last, given) ? last : undefined;
}

function haveSameVectors(a: VectorsEvent, b: VectorsEvent): boolean {
  if (a.drawsFrom !== b.drawsFrom) return false;
  return joinedFingerprint(a.blocks) === joinedFingerprint(b.blocks);
}
