import { stylesOf, type StoredStyles } from '../../core/labelSet/labelStyles.ts';
import type { AnswerChange, RoundPair } from '../../core/loop/insights/roundComparer.ts';
import {
  measuredIn,
  multiMetricNames,
  singleMetricNames,
  type HoldoutMetric,
  type HoldoutMetrics,
} from '../../core/metrics/holdoutMetrics.ts';
import type { Estimate, Measured } from '../../core/metrics/estimate.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { LabelStyle } from '../../protocol/labelShade.ts';
import type { ChangedRecords, ComparedNumber, MeasuredComparison } from '../../protocol/metrics.ts';
import { formatVerdict } from '../text/metrics/comparisonVerdict.ts';
import { sourceOf } from '../text/sourceLine.ts';
import type { Localize } from '../../core/localize.ts';
import { metricName } from '../text/metrics/metricNames.ts';
import { whyUnavailable } from '../text/messages/whyUnavailable.ts';

export interface ComparisonInput {
  readonly first: number;
  readonly second: number;
  readonly pair: RoundPair;
  readonly project: ProjectFile | undefined;
  readonly storedStyles?: StoredStyles | undefined;
  readonly localize: Localize;
}

/** Changed records listed; the hold-out may have thousands. */
const maxShown = 100;
const maxCharacters = 240;

/** The metrics page's comparison of two rounds. */
export function comparisonView(input: ComparisonInput): MeasuredComparison {
  const { pair } = input;
  const metrics = comparedMetrics(input);
  const outcome = outcomeOf(metrics);
  return {
    outcome,
    verdict: formatVerdict(input, outcome, metrics),
    metrics,
    classes: comparedClasses(input),
    corrected: changed(
      pair.changes.filter(({ right }) => right === 'second'),
      input,
    ),
    broken: changed(
      pair.changes.filter(({ right }) => right === 'first'),
      input,
    ),
  };
}

/**
 * Decided by the displayed intervals, which hold simultaneously: better or worse if some exclude 0,
 * all on the same side.
 */
function outcomeOf(metrics: readonly ComparedNumber[]): MeasuredComparison['outcome'] {
  const better = metrics.some(({ difference }) => difference && difference.low > 0);
  const worse = metrics.some(({ difference }) => difference && difference.high < 0);
  return better === worse ? 'open' : better ? 'better' : 'worse';
}

function comparedMetrics({ pair, localize }: ComparisonInput): ComparedNumber[] {
  const names = pair.task === 'multi' ? multiMetricNames : singleMetricNames;
  return names.map((metric) => {
    const [first, second] = [measuredIn(pair.first, metric)!, measuredIn(pair.second, metric)!];
    const difference = differencesOf(pair)[metric];
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

function differencesOf(pair: RoundPair): { readonly [M in HoldoutMetric]?: Estimate | null } {
  if (pair.task === 'multi') return pair.heads;
  return { ...pair.heads, rocAuc: pair.rocAuc };
}

function sides(first: Measured, second: Measured): Pick<ComparedNumber, 'first' | 'second'> {
  return {
    ...(first.value === null ? {} : { first: first.value }),
    ...(second.value === null ? {} : { second: second.value }),
  };
}

/** Per-class differences, without labels that are neither in the hold-out nor ever predicted. */
function comparedClasses(input: ComparisonInput): ComparedNumber[] {
  const { pair, localize } = input;
  const styles = stylesIn(input);
  const [earlier, later] = [scoresOf(pair.first), scoresOf(pair.second)];
  return later.flatMap((laterRound, i) => {
    const earlierRound = earlier[i]!;
    if (laterRound.absent && earlierRound.absent) return [];
    const difference = pair.perClass[i];
    return [
      {
        name: laterRound.name,
        ...(styles[i] ? { look: styles[i] } : {}),
        first: earlierRound.f1,
        second: laterRound.f1,
        ...(difference
          ? { difference: withoutMarks(difference) }
          : { reason: localize('too few to tell ({0})', laterRound.records) }),
      },
    ];
  });
}

/** Scores label by label, with the number of records that a label is given to. */
function scoresOf(
  metrics: HoldoutMetrics,
): { name: string; f1: number; records: number; absent: boolean }[] {
  if (metrics.task !== 'multi') return [...metrics.perClass];
  return metrics.perLabel.map(({ positives, ...scores }) => ({ ...scores, records: positives }));
}

function withoutMarks({ value, low, high }: Estimate): NonNullable<ComparedNumber['difference']> {
  return { value, low, high };
}

function stylesIn({ project, storedStyles }: ComparisonInput): LabelStyle[] {
  return stylesOf(project?.labels ?? [], storedStyles).map(({ color, variant }) => ({
    color,
    variant,
  }));
}

function changed(changes: readonly AnswerChange[], input: ComparisonInput): ChangedRecords {
  const labels = input.project?.labels ?? [];
  const styles = stylesIn(input);
  const labelList = (names: readonly string[]): string =>
    names.length > 0 ? names.join(', ') : input.localize('none of these');
  return {
    count: changes.length,
    shown: changes.slice(0, maxShown).map(({ record, truth, first, second }) => {
      // With several labels, no single one stands for the record.
      const look = truth.length === 1 && styles[labels.findIndex(({ name }) => name === truth[0])];
      return {
        id: record.id,
        text: record.text.slice(0, maxCharacters),
        source: sourceOf(record),
        truth: labelList(truth),
        ...(look ? { look } : {}),
        first: labelList(first),
        second: labelList(second),
      };
    }),
  };
}
