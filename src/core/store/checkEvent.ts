import type { JudgedSet } from '../task/labelJudgements.ts';
import type { JudgedSpans } from '../task/spanSet.ts';
import type { Candidate, NewEvent, Stamp, VectorsEvent } from './events.ts';
import type { SchemaChange } from './schemaChange.ts';

/**
 * Rejects a malformed stamp before it reaches the journal.
 * @throws RangeError
 */
export function checkStamp(stamp: Stamp): void {
  if (stamp.id === '') refuse('its id is empty');
  if (stamp.annotator === '') refuse('its annotator is empty');
  if (stamp.window === '') refuse('its window is empty');
  checkTime(stamp.at);
}

/**
 * Rejects a malformed event before it reaches the journal.
 * @throws RangeError
 */
export function checkEvent(event: NewEvent): void {
  checkStamp(event);
  if (event.kind === 'schema') return checkChange(event);
  if (event.recordId === '') refuse('its record id is empty');
  if (event.kind === 'label' && event.label === '') refuse('its label is empty');
  if (event.kind === 'labels') checkJudged(event);
  if (event.kind === 'spans') checkSpans(event);
  if (event.kind === 'import') {
    checkAnswer(event);
    if (event.given) checkTime(event.given.at);
  }
  if (event.kind === 'conflict') {
    if (event.candidates.length === 0) refuse('its conflict is between no answers');
    for (const candidate of event.candidates) {
      checkAnswer(candidate);
      if (candidate.at !== undefined) checkTime(candidate.at);
    }
  }
}

/**
 * As `checkEvent`, for events of a step written in parts, which must not change the label set.
 * @throws RangeError
 */
export function checkPart(events: readonly NewEvent[]): void {
  for (const event of events) {
    checkEvent(event);
    if (event.kind === 'schema') refuse('only the last part of a step may add labels');
  }
}

/**
 * As `checkPart`, for the last part, which may add labels.
 * @throws RangeError
 */
export function checkLastPart(events: readonly NewEvent[]): void {
  for (const event of events) {
    checkEvent(event);
    if (event.kind === 'schema' && event.change.type !== 'add') {
      refuse('a step in parts must not change the meaning of answers');
    }
  }
}

function checkAnswer({ label, yes, spans, of }: Candidate): void {
  if (label === '') refuse('its label is empty');
  if ([label, yes, spans].filter((given) => given !== undefined).length > 1) {
    refuse('it gives answers of two kinds');
  }
  if ((yes ?? spans) && !of) refuse('it does not say which labels were judged');
  if (yes && of) checkJudged({ yes, of });
  if (spans && of) checkSpans({ spans, of });
}

/**
 * As `checkEvent`, for a vector change.
 * @throws RangeError
 */
export function checkVectors(event: VectorsEvent): void {
  checkStamp(event);
  if (event.blocks.length === 0) refuse('it names no vectors');
  for (const { use, fingerprint, weight } of event.blocks) {
    if (use === '' || fingerprint === '') refuse('a block of its vectors has no name');
    if (!Number.isFinite(weight) || weight < 0) refuse(`a block of its vectors weighs ${weight}`);
  }
  const { drawsFrom = 1 } = event;
  if (!Number.isInteger(drawsFrom) || drawsFrom < 1) refuse(`it draws from ${drawsFrom} records`);
}

function checkChange({ change }: Extract<NewEvent, { kind: 'schema' }>): void {
  const names = namesIn(change);
  if (names.length < 2 && 'from' in change) refuse(`it is a ${change.type} of nothing`);
  if (names.includes('')) refuse('a label of it has no name');
}

function namesIn(change: SchemaChange): readonly string[] {
  switch (change.type) {
    case 'rename':
    case 'merge':
      return [...[change.from].flat(), change.to];
    case 'split':
      return [change.from, ...change.into];
    case 'delete':
      return [change.label];
    case 'add':
    case 'edit':
      return [change.label.name];
    case 'read':
    case 'defaults':
      return [];
  }
}

function checkJudged({ yes, of, judged = of }: JudgedSet): void {
  checkSet(of);
  if (judged.length === 0) refuse('it judges no label');
  const [inSet, wasJudged] = [new Set(of), new Set(judged)];
  for (const label of judged) {
    if (!inSet.has(label)) refuse(`its label ${label} is not in its label set`);
  }
  for (const label of yes) if (!wasJudged.has(label)) refuse(`its label ${label} was not judged`);
}

function checkSpans({ spans, of, judged }: JudgedSpans): void {
  checkSet(of);
  const inSet = new Set(of);
  for (const { start, end, label, text } of spans) {
    if (!inSet.has(label)) refuse(`its label ${label} is not in its label set`);
    if (!isRange(start, end) || text.length !== end - start) refuse('a span of it has no extent');
    if (judged && (start < judged[0] || end > judged[1])) refuse('a span of it was not judged');
  }
  if (judged && !isRange(...judged)) refuse('the part of the text that it judges has no extent');
}

function checkSet(of: readonly string[]): void {
  if (of.length === 0) refuse('its label set is empty');
  if (of.includes('')) refuse('a label of its label set has no name');
  if (of.some((label, i) => i > 0 && !(of[i - 1]! < label))) refuse('its label set is not sorted');
}

function isRange(start: number, end: number): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start < end;
}

function checkTime(at: number): void {
  if (!Number.isSafeInteger(at) || at < 0) refuse(`its time is ${at}, not whole milliseconds`);
}

function refuse(why: string): never {
  throw new RangeError(`An event was refused: ${why}.`);
}
