import { builtInAcquisitions } from '../../core/acquisition/registry.ts';
import { needsSamples } from '../../core/query/parseStrategy.ts';
import type { Localize } from '../../core/localize.ts';
import type { AskedQuery } from '../../core/store/events.ts';
import { percentToOneDecimal } from './numbers.ts';

/** A strategy in use, with its settings. */
interface StrategyInUse {
  readonly query: AskedQuery & { readonly target?: string };
  readonly start?: true;
}

/** "margin, 10 % at random, balanced by predicted label" */
export function formatQuery({ query, start }: StrategyInUse, localize: Localize): string {
  const { strategy, acquisition, explore = 0, poolLimit, clip = 0, alpha, target } = query;
  const parts = [start ? localize('{0}, for a start', strategy) : strategy];
  if (acquisition !== undefined) parts.push(localize('by {0}', acquisition));
  if (alpha !== undefined) parts.push(`α ${alpha}`);
  if (target !== undefined && strategy === 'exploit') parts.push(target);
  if (explore > 0 && strategy !== 'random') {
    parts.push(localize('{0} at random', percentToOneDecimal(explore)));
  }
  if (poolLimit !== undefined) parts.push(limitedTo(poolLimit, localize));
  if (clip > 0) parts.push(localize('without the highest {0}', percentToOneDecimal(clip)));
  if (query.balance) parts.push(localize('balanced by predicted label'));
  if (query.anchors) parts.push(localize('near answered records'));
  if (query.cost) parts.push(localize('by expected seconds'));
  if (query.seeds) parts.push(localize('with seeds'));
  return parts.join(', ');
}

/** @param limit a share of the pool up to 1, a number of records above */
function limitedTo(limit: number, localize: Localize): string {
  return limit <= 1
    ? localize('among {0} of the pool', percentToOneDecimal(limit))
    : localize('among {0} records', limit);
}

/** Describes which records a strategy asks; undefined for third-party strategies. */
export function strategySentence(strategy: string, localize: Localize): string | undefined {
  const description = whatItAsks(strategy, localize);
  if (description === undefined || !needsSamples({ strategy }, builtInAcquisitions))
    return description;
  return localize('{0}; the models have no label prior', description);
}

function whatItAsks(strategy: string, localize: Localize): string | undefined {
  switch (strategy) {
    case 'margin':
      return localize(
        'Records whose two likeliest labels are closest to each other: the best default',
      );
    case 'least-confidence':
      return localize('Records whose predicted label is least certain');
    case 'ratio':
      return localize('As margin, by the ratio of the two probabilities');
    case 'entropy':
      return localize('Records whose probabilities are spread widest over all labels');
    case 'normalised-entropy':
      return localize('As entropy, as a share of the largest that this number of labels can have');
    case 'random':
      return localize('Random records: the baseline of the other strategies');
    case 'typiclust':
      return localize('Typical records, of clusters in which few are answered');
    case 'k-means':
      return localize('Records in the middle of their clusters');
    case 'k-center':
      return localize('Records far from everything answered so far');
    case 'badge':
      return localize('Uncertain records, unlike the others asked with them');
    case 'ranked-batch':
      return localize('Uncertain records, unlike those asked before');
    case 'information-density':
      return localize('Uncertain records that are like much of the pool');
    case 'rank-power':
      return localize('Records drawn at random, uncertain ones more often');
    case 'exploit':
      return localize('Records most likely to have the target label');
    case 'bald':
      return localize('Records on which each model is sure and the models disagree');
    case 'batch-bald':
      return localize('As bald, chosen so that the records of a batch do not repeat each other');
    case 'vote-entropy':
      return localize('Records on which the votes of several models are spread widest');
    case 'consensus-entropy':
      return localize('Records whose mean probabilities over several models are spread widest');
    case 'max-disagreement':
      return localize('Records on which one model is farthest from the mean of all');
    case 'variance':
      return localize('Records whose probabilities vary most between the models, by variance');
    case 'mean-standard-deviation':
      return localize(
        'Records whose probabilities vary most between the models, by standard deviation',
      );
    case 'variation-ratios':
      return localize('Records on which the fewest models vote for the winning label');
    case 'mmc':
      return localize(
        'Records with the most labels expected wrong: the best default for several labels',
      );
    case 'threshold-margin':
      return localize('Records with a label on the border between predicted and not');
    case 'adaptive':
      return localize('As threshold-margin, with an unusual number of labels more often');
    case 'cvirs':
      return localize('Records with many uncertain labels, and labels that are seldom together');
  }
  return undefined;
}
