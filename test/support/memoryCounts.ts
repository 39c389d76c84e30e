import type { Counts, SuggestionsTaken } from '../../src/core/store/counts.ts';
import type { JournalEvent } from '../../src/core/store/events.ts';
import { isAnswered } from '../../src/core/store/isAnswered.ts';
import { labelsOf } from '../../src/core/store/labelsOf.ts';
import type { StoredAnswer } from '../../src/core/store/store.ts';
import type { MemoryHoldout } from './memoryHoldout.ts';

/** The counts of the answers, by a plain loop. */
export function countsOf(
  answers: Iterable<StoredAnswer>,
  { drawn, between }: MemoryHoldout,
): Counts {
  const held = new Set(drawn?.members.map((member) => member.recordId));
  const byLabel = new Map<string, number>();
  const trainingByLabel = new Map<string, number>();
  let [labelled, none, skipped, flagged, holdoutAnswered, holdoutSkipped] = [0, 0, 0, 0, 0, 0];
  for (const answer of answers) {
    const { recordId, kind, flagged: isFlagged } = answer;
    const isHeld = held.has(recordId);
    if (isFlagged) flagged++;
    if (kind === 'skip') {
      skipped++;
      if (isHeld) holdoutSkipped++;
    }
    for (const label of labelsOf(answer)) {
      increase(byLabel, label);
      const isApart = isHeld || between.has(recordId);
      if (!isApart) increase(trainingByLabel, label);
    }
    if (kind === 'skip' || kind === 'none') continue;
    labelled++;
    if (kind === 'labels' && labelsOf(answer).length === 0) none++;
    if (isHeld) holdoutAnswered++;
  }
  return {
    labelled,
    byLabel,
    trainingByLabel,
    none,
    skipped,
    flagged,
    holdoutAnswered,
    holdoutSkipped,
  };
}

/** How many answers the strategy asked for, and how many of them accepted the suggestion. */
export function suggestionsTaken(
  answers: Iterable<StoredAnswer>,
  journal: readonly JournalEvent[],
): SuggestionsTaken {
  const given = [...answers].filter(
    (answer) => isAnswered(answer) && answer.kind !== 'skip' && answer.importedFrom === undefined,
  );
  const taken = given.filter(({ seq }) => {
    const event = journal[seq - 1];
    return event !== undefined && 'accepted' in event && event.accepted === true;
  });
  const asked = given.filter((one) => one.ask?.kind === 'query' || taken.includes(one));
  return { accepted: taken.length, asked: asked.length };
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
