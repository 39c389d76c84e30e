import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { Standing } from '../../holdout/standing.ts';
import { type Localize, untranslated } from '../../localize.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import type { PrioritiesView } from '../queue/priorities.ts';

type HoldoutFacts = Pick<HoldoutProgress, 'part' | 'between'> & {
  readonly standing: Pick<Standing, 'waiting'>;
};

/** Sentences to show beside every metric: which records it covers, and what the answers are a sample of. */
export function metricScope(
  { filter }: Pick<ProjectFile, 'filter'>,
  priorities: Pick<PrioritiesView, 'total' | 'remaining'>,
  holdout: HoldoutFacts,
  localize: Localize = untranslated,
): string[] {
  const sentences: string[] = [];
  if (filter.length > 0) {
    const parts = filter.map(
      ({ field, oneOf }) => `${field} = ${oneOf.join(` ${localize('or')} `)}`,
    );
    sentences.push(
      localize('Metrics speak of records with {0}.', parts.join(` ${localize('and')} `)),
    );
  }
  sentences.push(...holdoutSentences(holdout, localize));
  const { total, remaining: remaining } = priorities;
  if (total > 0) {
    sentences.push(
      total === 1
        ? localize(
            '1 record was put first by hand ({0} still to come): the answers lean towards it, the hold-out does not.',
            remaining,
          )
        : localize(
            '{0} records were put first by hand ({1} still to come): the answers lean towards them, the hold-out does not.',
            total,
            remaining,
          ),
    );
  }
  return sentences;
}

function holdoutSentences({ part, standing, between }: HoldoutFacts, localize: Localize): string[] {
  const sentences: string[] = [];
  if (part) {
    sentences.push(
      localize(
        'Metrics stand for {0} of {1} records: {2} hold-out records of the others are asked first.',
        part.records,
        part.of,
        part.toAsk,
      ),
    );
  }
  if (standing.waiting > 0) {
    sentences.push(
      standing.waiting === 1
        ? localize(
            '1 hold-out record was labelled by hand and waits for its turn: it is asked again, blind.',
          )
        : localize(
            '{0} hold-out records were labelled by hand and wait for their turn: they are asked again, blind.',
            standing.waiting,
          ),
    );
  }
  if (between > 0) {
    sentences.push(
      localize(
        'Near-duplicates of both hold-out and training records, neither asked nor trained on: {0}.',
        between,
      ),
    );
  }
  return sentences;
}
