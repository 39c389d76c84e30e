import type {
  Candidate,
  LabelsEvent,
  NewEvent,
  Stamp,
  VectorsEvent,
} from '../../src/core/store/events.ts';
import type { Rng } from '../../src/core/rng.ts';

let counter = 0;

/** A stamp with a new id and time. */
export function stamp(annotator = 'ada'): Stamp {
  counter += 1;
  return { id: `id-${counter}`, at: 1_700_000_000_000 + counter, annotator };
}

export function label(recordId: string, name: string): NewEvent {
  return { ...stamp(), kind: 'label', recordId, label: name };
}

/** @param of the label set shown, sorted */
export function labels(
  recordId: string,
  yes: string[],
  of: string[],
  judged?: string[],
): LabelsEvent {
  return { ...stamp(), kind: 'labels', recordId, yes, of, ...(judged && { judged }) };
}

export function skip(recordId: string): NewEvent {
  return { ...stamp(), kind: 'skip', recordId };
}

export function flag(recordId: string, kind: 'flag' | 'unflag' = 'flag'): NewEvent {
  return { ...stamp(), kind, recordId };
}

export function note(recordId: string, text: string): NewEvent {
  return { ...stamp(), kind: 'note', recordId, note: text };
}

export function clear(recordId: string): NewEvent {
  return { ...stamp(), kind: 'clear', recordId };
}

export function rename(from: string, to: string): NewEvent {
  return { ...stamp(), kind: 'schema', change: { type: 'rename', from, to } };
}

export function merge(from: string[], to: string): NewEvent {
  return { ...stamp(), kind: 'schema', change: { type: 'merge', from, to } };
}

export function split(from: string, into: string[]): NewEvent {
  return { ...stamp(), kind: 'schema', change: { type: 'split', from, into } };
}

export function deletion(label: string): NewEvent {
  return { ...stamp(), kind: 'schema', change: { type: 'delete', label } };
}

/** A conflict whose source `from` is its own id. */
export function conflict(recordId: string, candidates: readonly Candidate[]): NewEvent {
  const by = stamp();
  return { ...by, kind: 'conflict', recordId, candidates, from: by.id };
}

/** A change to blocks with these fingerprints, each of weight 1. */
export function vectors(...fingerprints: string[]): VectorsEvent {
  const blocks = fingerprints.map((fingerprint) => ({ use: fingerprint, fingerprint, weight: 1 }));
  return { ...stamp(), kind: 'vectors', blocks };
}

/** A random step, mostly of one event, over few records and labels so that they often collide. */
export function randomStep(rng: Rng): NewEvent[] {
  const record = (): string => `r${rng.integer(6)}`;
  const name = (): string => 'ABCD'[rng.integer(4)]!;
  const one = (): NewEvent => {
    switch (rng.integer(11)) {
      case 0:
        return skip(record());
      case 1:
        return flag(record());
      case 2:
        return flag(record(), 'unflag');
      case 3:
        return note(record(), rng.integer(3) === 0 ? '' : `note ${rng.integer(9)}`);
      case 4:
        return clear(record());
      case 5:
        return rename(name(), name());
      case 6:
        return merge([name(), name()], name());
      case 7:
        return deletion(name());
      case 8:
        return {
          ...stamp(),
          kind: 'import',
          recordId: record(),
          label: name(),
          flagged: rng.integer(2) === 1,
          given: { at: 5, annotator: 'bob' },
          from: 'column label',
        };
      default:
        return {
          ...label(record(), name()),
          ask: { kind: 'query', score: rng.uniform() },
        } as NewEvent;
    }
  };
  return Array.from({ length: rng.integer(4) === 0 ? 1 + rng.integer(4) : 1 }, one);
}
