import type { LabelTask } from '../acquisition/acquisition.ts';
import { isLabelled } from './isAnswered.ts';
import type { Store } from './store.ts';

/** Number of latest answers to check before reading all of them; they may all be skips. */
const latest = 100;

/** The task that a project's answers belong to; undefined while none is labelled. */
export function taskOfAnswers(store: Pick<Store, 'recent' | 'answers'>): LabelTask | undefined {
  const labelled = store.recent(latest).find(isLabelled) ?? store.answers().find(isLabelled);
  return labelled && (labelled.kind === 'label' ? 'single' : 'multi');
}
