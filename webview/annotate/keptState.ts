import type { LookBack } from './lookBack.ts';
import type { Outbox } from './outbox.ts';
import type { Drafts } from './pad/drafts.ts';
import type { Switches } from './switches.ts';

/** What a reload of the page must not lose, as JSON. */
export function keptState(
  { unsaved }: Outbox,
  { groups, ...switches }: Switches,
  drafts: Drafts,
  { changed }: LookBack,
): Readonly<Record<string, unknown>> {
  return {
    unsaved,
    ...switches,
    ...(groups ? { groups } : {}),
    ...drafts.kept,
    ...(drafts.of(changed) ? { changed } : {}),
  };
}
