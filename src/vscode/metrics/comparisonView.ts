import { looksOf, type KeptLooks } from '../../core/labelSet/looks.ts';
import type { AnswerChange, RoundPair } from '../../core/loop/insights/roundComparer.ts';
import type { Estimate, Measured } from '../../core/metrics/estimate.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { LabelLook } from '../../protocol/labelShade.ts';
import type { ChangedRecords, ComparedNumber, ToldComparison } from '../../protocol/metrics.ts';
import { sourceOf } from '../text/sourceLine.ts';
import type { Localize } from '../../core/localize.ts';
import { metricName, whyUnavailable } from '../text/metricNames.ts';

export interface ComparisonInput {
  readonly first: number;
  readonly second: number;
  readonly pair: RoundPair;
  readonly project: ProjectFile | undefined;
  readonly looks?: KeptLooks | undefined;
  readonly localize: Localize;
}

/** Of changed records as many are listed; the hold-out may have thousands. */
const maxShown = 100;
const maxCharacters = 240;

/** What the metrics page shows of two rounds. */
export function comparisonView(input: ComparisonInput): ToldComparison {
  const { pair } = input;
  const metrics = comparedMetrics(input);
  const outcome = outcomeOf(metrics);
  return {
    outcome,
    verdict: verdict(input, outcome, metrics),
    metrics,
    classes: comparedClasses(input),
    mended: changed(
      pair.changes.filter(({ second, truth }) => second === truth),
      input,
    ),
    broken: changed(
      pair.changes.filter(({ first, truth }) => first === truth),
      input,
    ),
  };
}

/** By the intervals that are shown, which hold together: some leave out 0, all of them on one side. */
function outcomeOf(metrics: readonly ComparedNumber[]): ToldComparison['outcome'] {
  const better = metrics.some(({ difference }) => difference && difference.low > 0);
  const worse = metrics.some(({ difference }) => difference && difference.high < 0);
  return better === worse ? 'open' : better ? 'better' : 'worse';
}

function verdict(
  { pair, first, second, localize }: ComparisonInput,
  outcome: ToldComparison['outcome'],
  metrics: readonly ComparedNumber[],
): string {
  const { onlyFirstRight: lost, onlySecondRight: won } = pair.heads;
  const clear = metrics
    .filter(({ difference }) => difference && (difference.low > 0 || difference.high < 0))
    .map(({ name }) => name)
    .join(', ');
  const records = localize(
    'of {0} records, {1} became right and {2} wrong',
    pair.heads.records,
    won,
    lost,
  );
  switch (outcome) {
    case 'better':
      return localize(
        'Round {1} is better than round {0} ({3}): {2}.',
        first,
        second,
        records,
        clear,
      );
    case 'worse':
      return localize(
        'Round {1} is worse than round {0} ({3}): {2}.',
        first,
        second,
        records,
        clear,
      );
    case 'open':
      if (clear !== '') {
        return localize(
          'Round {1} is better than round {0} in one way and worse in another ({3}): {2}.',
          first,
          second,
          records,
          clear,
        );
      }
      return won + lost === 0
        ? localize('Rounds {0} and {1} are right about the same records.', first, second)
        : localize('No clear difference between rounds {0} and {1}: {2}.', first, second, records);
  }
}

function comparedMetrics({ pair, localize }: ComparisonInput): ComparedNumber[] {
  const differences = { ...pair.heads, rocAuc: pair.rocAuc };
  return (['macroF1', 'accuracy', 'rocAuc'] as const).map((metric) => {
    const [first, second] = [pair.first[metric], pair.second[metric]];
    const difference = differences[metric];
    return {
      name: metricName(metric, localize),
      ...sides(first, second),
      ...(difference && first.value !== null && second.value !== null
        ? { difference: withoutMarks(difference) }
        : {}),
      ...(second.value === null ? { reason: whyUnavailable(second.reason, localize) } : {}),
    };
  });
}

function sides(first: Measured, second: Measured): Pick<ComparedNumber, 'first' | 'second'> {
  return {
    ...(first.value === null ? {} : { first: first.value }),
    ...(second.value === null ? {} : { second: second.value }),
  };
}

/** Labels that are neither in the hold-out nor ever predicted say nothing and are left out. */
function comparedClasses(input: ComparisonInput): ComparedNumber[] {
  const { pair, localize } = input;
  const looks = looksIn(input);
  return pair.second.perClass.flatMap((after, i) => {
    const before = pair.first.perClass[i]!;
    if (after.absent && before.absent) return [];
    const difference = pair.perClass[i];
    return [
      {
        name: after.name,
        ...(looks[i] ? { look: looks[i] } : {}),
        first: before.f1,
        second: after.f1,
        ...(difference
          ? { difference: withoutMarks(difference) }
          : { reason: localize('too few to tell ({0})', after.records) }),
      },
    ];
  });
}

function withoutMarks({ value, low, high }: Estimate): NonNullable<ComparedNumber['difference']> {
  return { value, low, high };
}

function looksIn({ project, looks }: ComparisonInput): LabelLook[] {
  return looksOf(project?.labels ?? [], looks).map(({ color, variant }) => ({ color, variant }));
}

function changed(changes: readonly AnswerChange[], input: ComparisonInput): ChangedRecords {
  const labels = input.project?.labels ?? [];
  const looks = looksIn(input);
  return {
    count: changes.length,
    shown: changes.slice(0, maxShown).map(({ record, truth, first, second }) => {
      const look = looks[labels.findIndex(({ name }) => name === truth)];
      return {
        id: record.id,
        text: record.text.slice(0, maxCharacters),
        source: sourceOf(record),
        truth,
        ...(look ? { look } : {}),
        first,
        second,
      };
    }),
  };
}
