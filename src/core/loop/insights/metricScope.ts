import type { Message } from '../../messages/message.ts';
import { message } from '../../messages/messages.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { HoldoutState } from '../../holdout/holdoutState.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import type { PrioritiesView } from '../queue/priorities.ts';

type HoldoutFacts = Pick<HoldoutProgress, 'part' | 'excludedCount'> & {
  readonly standing: Pick<HoldoutState, 'waiting'>;
};

/** Sentences to show beside every metric: which records it covers, and how they were selected. */
export function metricScope(
  { filter }: Pick<ProjectFile, 'filter'>,
  priorities: Pick<PrioritiesView, 'total' | 'remaining'>,
  holdout: HoldoutFacts,
): Message[] {
  const { total, remaining } = priorities;
  return [
    ...(filter.length > 0 ? [message('scope.filter', { filter })] : []),
    ...holdoutScope(holdout),
    ...(total > 0 ? [message('scope.putFirst', { total, remaining })] : []),
  ];
}

function holdoutScope({ part, standing: { waiting }, excludedCount }: HoldoutFacts): Message[] {
  return [
    ...(part ? [message('scope.part', part)] : []),
    ...(waiting > 0 ? [message('scope.waiting', { records: waiting })] : []),
    ...(excludedCount > 0 ? [message('scope.between', { records: excludedCount })] : []),
  ];
}
