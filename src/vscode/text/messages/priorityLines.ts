import type { BadPriorityLine } from '../../../core/interchange/priorityFile.ts';
import type { Localize } from '../../../core/localize.ts';

/** Lines listed individually; the rest is counted. */
const maxReported = 5;

/** "line 3: there is no id; line 7: this is not JSON; and 12 more." */
export function formatBadLines(bad: readonly BadPriorityLine[], localize: Localize): string {
  const listed = bad
    .slice(0, maxReported)
    .map((badLine) => localize('line {0}: {1}', badLine.line, formatProblem(badLine, localize)));
  const more = bad.length - listed.length;
  if (more > 0) listed.push(localize('and {0} more', more));
  return `${listed.join('; ')}.`;
}

function formatProblem({ kind, found = '' }: BadPriorityLine, localize: Localize): string {
  switch (kind) {
    case 'notJson':
      return localize('this is not JSON');
    case 'noId':
      return localize('there is no id');
    case 'notANumber':
      return localize('the priority “{0}” is not a number', found);
    case 'notInPool':
      return localize('the pool has no record “{0}”', found);
  }
}
