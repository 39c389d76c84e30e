import type { Localize } from './localize.ts';

export interface StrategyGroup {
  readonly title: string;
  /** The usual choice first. */
  readonly strategies: readonly string[];
}

/** The built-in strategies by what they look for, the default first and chance last. */
export function strategyGroups(l10n: Localize): readonly StrategyGroup[] {
  return [
    {
      title: l10n.t('What the model is unsure of'),
      strategies: [
        'margin',
        'rank-power',
        'entropy',
        'normalised-entropy',
        'least-confidence',
        'ratio',
      ],
    },
    {
      title: l10n.t('Unsure, and unlike each other'),
      strategies: ['badge', 'ranked-batch', 'information-density'],
    },
    { title: l10n.t('A rare label'), strategies: ['exploit'] },
    {
      title: l10n.t('Typical or distant records, whatever the model says'),
      strategies: ['typiclust', 'k-means', 'k-center'],
    },
    {
      title: l10n.t('What several models disagree on'),
      strategies: [
        'bald',
        'batch-bald',
        'vote-entropy',
        'consensus-entropy',
        'max-disagreement',
        'variance',
        'mean-standard-deviation',
        'variation-ratios',
      ],
    },
    { title: l10n.t('To measure the others against'), strategies: ['random'] },
  ];
}
