import { AcquisitionRegistry } from '../../core/acquisition/registry.ts';
import { needsSamples } from '../../core/query/parseStrategy.ts';
import type { Localize } from '../localize.ts';

const registry = new AcquisitionRegistry();

/** Which records a strategy asks, for people who do not know its name; undefined for others' strategies. */
export function strategySentence(strategy: string, l10n: Localize): string | undefined {
  const asks = whatItAsks(strategy, l10n);
  if (asks === undefined || !needsSamples({ strategy }, registry)) return asks;
  return l10n.t('{0}; the models have no label prior', asks);
}

function whatItAsks(strategy: string, l10n: Localize): string | undefined {
  switch (strategy) {
    case 'margin':
      return l10n.t(
        'Records whose two likeliest labels are closest to each other: the best default',
      );
    case 'least-confidence':
      return l10n.t('Records of whose likeliest label the model is least sure');
    case 'ratio':
      return l10n.t('As margin, by the ratio of the two probabilities');
    case 'entropy':
      return l10n.t('Records whose probabilities are spread widest over all labels');
    case 'normalised-entropy':
      return l10n.t('As entropy, as a share of the largest that this number of labels can have');
    case 'random':
      return l10n.t('Records at random: what the others are measured against');
    case 'typiclust':
      return l10n.t('Typical records, of clusters in which few are answered');
    case 'k-means':
      return l10n.t('Records in the middle of their clusters');
    case 'k-center':
      return l10n.t('Records far from everything answered so far');
    case 'badge':
      return l10n.t('Uncertain records, unlike the others asked with them');
    case 'ranked-batch':
      return l10n.t('Uncertain records, unlike those asked before');
    case 'information-density':
      return l10n.t('Uncertain records that are like much of the pool');
    case 'rank-power':
      return l10n.t('Records drawn by chance, the more uncertain the more often');
    case 'exploit':
      return l10n.t('Records that are likeliest to have the label looked for');
    case 'bald':
      return l10n.t('Records on which each model is sure and the models disagree');
    case 'batch-bald':
      return l10n.t('As bald, chosen so that the records of a batch do not repeat each other');
    case 'vote-entropy':
      return l10n.t('Records on which the votes of several models are spread widest');
    case 'consensus-entropy':
      return l10n.t('Records whose mean probabilities over several models are spread widest');
    case 'max-disagreement':
      return l10n.t('Records on which one model is farthest from the mean of all');
    case 'variance':
      return l10n.t('Records whose probabilities vary most between the models, by variance');
    case 'mean-standard-deviation':
      return l10n.t(
        'Records whose probabilities vary most between the models, by standard deviation',
      );
    case 'variation-ratios':
      return l10n.t('Records on which the fewest models vote for the winning label');
  }
  return undefined;
}
