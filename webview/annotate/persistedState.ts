import type { LookBack } from './lookBack.ts';
import type { Outbox } from './outbox.ts';
import type { Drafts } from './pad/drafts.ts';
import type { Switches } from './switches.ts';

/** The state that must survive a reload of the page, as JSON. */
export function persistedState(
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
