import type { ProjectFile } from '../projectFile/projectFile.ts';
import { english, type Say } from '../say.ts';
import type { PrioritiesView } from './priorities.ts';

/** What has to be said beside every metric: whom it speaks of, and what the answers are a sample of. */
export function population(
  { filter }: Pick<ProjectFile, 'filter'>,
  priorities: Pick<PrioritiesView, 'total' | 'left'>,
  say: Say = english,
): string[] {
  const sentences: string[] = [];
  if (filter.length > 0) {
    const parts = filter.map(({ field, oneOf }) => `${field} = ${oneOf.join(` ${say('or')} `)}`);
    sentences.push(say('Metrics speak of records with {0}.', parts.join(` ${say('and')} `)));
  }
  const { total, left } = priorities;
  if (total > 0) {
    sentences.push(
      total === 1
        ? say(
            '1 record was put first by hand ({0} still to come): the answers lean towards it, the hold-out does not.',
            left,
          )
        : say(
            '{0} records were put first by hand ({1} still to come): the answers lean towards them, the hold-out does not.',
            total,
            left,
          ),
    );
  }
  return sentences;
}
