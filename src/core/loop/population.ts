import type { ProjectFile } from '../projectFile/projectFile.ts';
import type { Priorities } from './priorities.ts';

/** What has to be said beside every metric: whom it speaks of, and what the answers are a sample of. */
export function population(
  { filter }: Pick<ProjectFile, 'filter'>,
  priorities: Pick<Priorities, 'total' | 'left'>,
): string[] {
  const sentences: string[] = [];
  if (filter.length > 0) {
    const parts = filter.map(({ field, oneOf }) => `${field} = ${oneOf.join(' or ')}`);
    sentences.push(`Metrics speak of records with ${parts.join(' and ')}.`);
  }
  const { total, left } = priorities;
  if (total > 0) {
    const records = total === 1 ? '1 record was' : `${total} records were`;
    sentences.push(
      `${records} put first by hand (${left} still to come): the answers lean towards them, the hold-out does not.`,
    );
  }
  return sentences;
}
