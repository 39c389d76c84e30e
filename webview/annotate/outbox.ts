import type { Answer, AskedView } from '../../src/protocol/annotate.ts';

/** An answer that is being saved, with what the list of recent answers shows of its record. */
export interface SentAnswer {
  readonly answerId: string;
  readonly recordId: string;
  readonly answer: Answer;
  readonly elapsedMs: number;
  readonly text: string;
  readonly flagged: boolean;
  /** The record's earlier judgement, in a multi-label project. */
  readonly judged?: NonNullable<AskedView['judged']>;
  /** Why the host asked it; a restarted host has lost this. */
  readonly ask?: NonNullable<AskedView['ask']>;
}

/**
 * The answers that the page owns; all other state is the host's. An immutable value, updated by the
 * functions below.
 */
export interface Outbox {
  /** Not acknowledged yet; oldest first. */
  readonly unsaved: readonly SentAnswer[];
  /**
   * Acknowledged after the host's last state, so that state may still ask these records. The next one takes
   * them into account.
   */
  readonly saved: readonly SentAnswer[];
}

export const emptyOutbox: Outbox = { unsaved: [], saved: [] };

export function send(outbox: Outbox, answer: SentAnswer): Outbox {
  return { ...outbox, unsaved: [...outbox.unsaved, answer] };
}

/** The host committed an answer. Unknown ids have no effect. */
export function acknowledge(outbox: Outbox, answerId: string): Outbox {
  const answer = find(outbox, answerId);
  if (!answer) return outbox;
  return { unsaved: without(outbox, answerId), saved: [...outbox.saved, answer] };
}

/** The host refused an answer, so its record is asked again. */
export function refuse(outbox: Outbox, answerId: string): Outbox {
  return find(outbox, answerId) ? { ...outbox, unsaved: without(outbox, answerId) } : outbox;
}

/** Call when a state arrives that is newer than every acknowledgement so far. */
export function caughtUp(outbox: Outbox): Outbox {
  return outbox.saved.length === 0 ? outbox : { ...outbox, saved: [] };
}

/** Whether the record has left the screen, by label or skip; a flag alone leaves it there. */
export function isAnswered(outbox: Outbox, recordId: string): boolean {
  return [...outbox.saved, ...outbox.unsaved].some(
    (sent) => sent.recordId === recordId && sent.answer.kind !== 'flag',
  );
}

/** The latest flag, if the host may not know it yet. */
export function flagOf(outbox: Outbox, recordId: string): boolean | undefined {
  for (const sent of [...outbox.saved, ...outbox.unsaved].reverse()) {
    if (sent.recordId === recordId && sent.answer.kind === 'flag') return sent.answer.flagged;
  }
  return undefined;
}

/** The unsaved answers of a reloaded page; none if the stored value is invalid. */
export function restoreUnsaved(kept: unknown): readonly SentAnswer[] {
  if (typeof kept !== 'object' || kept === null || !('unsaved' in kept)) return [];
  return Array.isArray(kept.unsaved) ? kept.unsaved.filter(isSentAnswer) : [];
}

function isSentAnswer(value: unknown): value is SentAnswer {
  if (typeof value !== 'object' || value === null) return false;
  const { answerId, recordId, answer, elapsedMs, text } = value as Partial<SentAnswer>;
  return (
    typeof answerId === 'string' &&
    typeof recordId === 'string' &&
    typeof elapsedMs === 'number' &&
    typeof text === 'string' &&
    typeof answer === 'object' &&
    answer !== null &&
    (answer.kind === 'labels'
      ? Array.isArray(answer.yes) && Array.isArray(answer.of)
      : ['label', 'skip', 'flag'].includes(answer.kind))
  );
}

function find(outbox: Outbox, answerId: string): SentAnswer | undefined {
  return outbox.unsaved.find((sent) => sent.answerId === answerId);
}

function without(outbox: Outbox, answerId: string): SentAnswer[] {
  return outbox.unsaved.filter((sent) => sent.answerId !== answerId);
}
