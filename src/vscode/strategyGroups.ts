import type { LabelTask } from '../core/acquisition/acquisition.ts';
import type { Localize } from '../core/localize.ts';

export interface StrategyGroup {
  readonly title: string;
  /** The usual choice first. */
  readonly strategies: readonly string[];
}

/** The built-in strategies of a task grouped by purpose, the default first and random last. */
export function strategyGroups(localize: Localize, task: LabelTask): readonly StrategyGroup[] {
  return task === 'multi' ? multiLabelGroups(localize) : singleLabelGroups(localize);
}

function multiLabelGroups(localize: Localize): readonly StrategyGroup[] {
  return [
    {
      title: localize('What the model is unsure of'),
      strategies: ['mmc', 'threshold-margin', 'adaptive', 'cvirs', 'rank-power'],
    },
    {
      title: localize('Unsure, and unlike each other'),
      strategies: ['information-density'],
    },
    {
      title: localize('Typical or distant records, whatever the model says'),
      strategies: ['typiclust', 'k-means', 'k-center'],
    },
    { title: localize('To measure the others against'), strategies: ['random'] },
  ];
}

function singleLabelGroups(localize: Localize): readonly StrategyGroup[] {
  return [
    {
      title: localize('What the model is unsure of'),
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
      title: localize('Unsure, and unlike each other'),
      strategies: ['badge', 'ranked-batch', 'information-density'],
    },
    { title: localize('A rare label'), strategies: ['exploit'] },
    {
      title: localize('Typical or distant records, whatever the model says'),
      strategies: ['typiclust', 'k-means', 'k-center'],
    },
    {
      title: localize('What several models disagree on'),
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
    { title: localize('To measure the others against'), strategies: ['random'] },
  ];
}
