import type { ImportStep } from '../../src/core/store/importsFound.ts';
import type { StepEvent } from '../../src/core/store/events.ts';

/** The imports among the events that are in effect. */
export function importSteps(done: readonly StepEvent[]): ImportStep[] {
  return done.flatMap((first) => {
    const { seq, step, at, annotator } = first;
    const from = seq === step && 'from' in first ? first.from : undefined;
    const ofStep = done.filter((event) => event.step === step);
    const count = ofStep.filter(({ kind }) => kind !== 'schema').length;
    return from === undefined ? [] : [{ step, from, count, at, annotator }];
  });
}
