import type { NewEvent, SchemaChange, Stamp, VectorsEvent } from './events.ts';

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
  if (event.kind === 'import') {
    if (event.label === '') refuse('its label is empty');
    if (event.given) checkTime(event.given.at);
  }
}

/**
 * The same for a change of the vectors.
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

function checkTime(at: number): void {
  if (!Number.isSafeInteger(at) || at < 0) refuse(`its time is ${at}, not whole milliseconds`);
}

function refuse(why: string): never {
  throw new RangeError(`An event was refused: ${why}.`);
}
