import { textOfEarlierVersions } from './earlierTexts.ts';
import type { Message } from '../messages/message.ts';
import type { Store, WritableStore } from '../store/store.ts';
import type { Notice } from './learnerPhase.ts';

/** The messages of closed notices by id, stored with the project. */
const setting = 'notices.closed';

/** Whether the notice was closed with its current message. */
export function wasClosed(store: Pick<Store, 'setting'>, { id, message }: Notice): boolean {
  const kept = closed(store)[id];
  return (
    kept !== undefined && (kept === sameAs(message) || kept === textOfEarlierVersions(message))
  );
}

/** Hides a notice until its message changes. */
export function storeClosed(into: WritableStore, { id, message }: Notice): void {
  into.setSetting(setting, { ...closed(into), [id]: sameAs(message) });
}

/** Equal for equal messages. */
function sameAs(message: Message): string {
  return JSON.stringify(message);
}

function closed(store: Pick<Store, 'setting'>): Readonly<Record<string, string>> {
  return (store.setting(setting) ?? {}) as Record<string, string>;
}
