import type { LabelTask } from '../acquisition/acquisition.ts';
import { isLabelled } from './isAnswered.ts';
import type { Store } from './store.ts';

/** Answers looked at before all of them are; earlier ones may all be skipped. */
const latest = 100;

/** The task of a project's answers; undefined while there are none. */
export function taskOfAnswers(store: Pick<Store, 'recent' | 'answers'>): LabelTask | undefined {
  const labelled = store.recent(latest).find(isLabelled) ?? store.answers().find(isLabelled);
  return labelled && (labelled.kind === 'label' ? 'single' : 'multi');
}
