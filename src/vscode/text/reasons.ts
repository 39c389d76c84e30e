import { exploreShareIn } from '../../core/query/wrappers/explore.ts';
import type { Ask } from '../../core/store/events.ts';
import type { Localize } from '../localize.ts';

/** Why a record was asked, as a phrase that follows "asked because"; undefined where nothing is known. */
export function formatReason(ask: Ask | undefined, l10n: Localize): string | undefined {
  if (!ask) return undefined;
  switch (ask.kind) {
    case 'holdout':
      return l10n.t('drawn at random for the hold-out');
    case 'explore':
      return l10n.t('drawn at random, to explore');
    case 'manual':
      return l10n.t('you went to it yourself');
    case 'start':
    case 'query':
      return byScore(ask, l10n);
  }
}

/**
 * Which part of the picks are asked as this one was: "90 % of picks"; undefined where all of them are. Hold-out records
 * come besides, so nothing is said of those.
 */
export function formatShare(ask: Ask | undefined, l10n: Localize): string | undefined {
  if (ask?.strategy === undefined || (ask.kind !== 'query' && ask.kind !== 'explore'))
    return undefined;
  // What the annotator put first is asked besides, too.
  if (ask.reason?.kind === 'priority') return undefined;
  const explored = exploreShareIn(ask.strategy);
  if (explored === 0) return undefined;
  const share = ask.kind === 'explore' ? explored : 1 - explored;
  return l10n.t('{0} % of picks', Math.round(1000 * share) / 10);
}

/** Reason and share in one line. */
export function formatReasonAndShare(ask: Ask | undefined, l10n: Localize): string | undefined {
  return (
    [formatReason(ask, l10n), formatShare(ask, l10n)].filter(Boolean).join(' · ') || undefined
  );
}

function byScore({ kind, reason, strategy }: Ask, l10n: Localize): string | undefined {
  if (!reason) return strategy;
  const { value, of } = reason;
  if (reason.kind === 'seeds' && of !== undefined) return l10n.t('like the seeds of {0}', of);
  if (reason.kind === 'description' && of !== undefined) {
    return l10n.t('like the description of {0}, which is rare so far', of);
  }
  if (reason.kind === 'priority' && of !== undefined) return l10n.t('asked first: {0}', of);
  if (reason.kind === 'random' && kind === 'start') return l10n.t('drawn at random, for a start');
  const phrase = unscored(reason.kind, l10n);
  if (phrase !== undefined) return phrase;
  if (value === undefined) return reason.kind;
  return scored(reason.kind, value.toFixed(2), reason.between, l10n);
}

/** Picks whose number says nothing to a reader. */
function unscored(kind: string, l10n: Localize): string | undefined {
  switch (kind) {
    case 'random':
      return l10n.t('drawn at random');
    case 'explore':
      return l10n.t('drawn at random, to explore');
    case 'holdout':
      return l10n.t('drawn at random for the hold-out');
    case 'priority':
      return l10n.t('put first by hand');
    case 'typiclust':
      return l10n.t('typical of many records that are like it');
    case 'k-means':
      return l10n.t('in the middle of its cluster');
    case 'k-center':
      return l10n.t('far from everything answered so far');
    case 'badge':
      return l10n.t('uncertain, and unlike the others asked with it');
  }
  return undefined;
}

function scored(
  kind: string,
  value: string,
  [first, second]: readonly (string | undefined)[] = [],
  l10n: Localize,
): string {
  const both = first !== undefined && second !== undefined;
  switch (kind) {
    case 'margin':
      return both
        ? l10n.t('margin {0} between {1} and {2}', value, first, second)
        : l10n.t('margin {0}', value);
    case 'ratio':
      return both
        ? l10n.t('ratio {0} of {2} to {1}', value, first, second)
        : l10n.t('ratio {0}', value);
    case 'least-confidence':
    case 'leastConfidence':
      return first === undefined
        ? l10n.t('least confidence {0}', value)
        : l10n.t('least confidence {0}, most likely {1}', value, first);
    case 'entropy':
      return l10n.t('entropy {0}', value);
    case 'normalised-entropy':
      return l10n.t('normalised entropy {0}', value);
    case 'exploit':
      return l10n.t('probability of the label looked for {0}', value);
    case 'ranked-batch':
      return l10n.t('uncertain, and unlike what was asked before: {0}', value);
    case 'information-density':
      return l10n.t('uncertain, and like much of the pool: {0}', value);
    case 'bald':
    case 'batch-bald':
      return l10n.t('the models disagree: mutual information {0}', value);
    case 'vote-entropy':
      return l10n.t('the models disagree: vote entropy {0}', value);
    case 'consensus-entropy':
      return l10n.t('the models are unsure together: consensus entropy {0}', value);
    case 'max-disagreement':
      return l10n.t('one model disagrees with the others by {0}', value);
    case 'variance':
      return l10n.t('the models disagree: variance {0}', value);
    case 'mean-standard-deviation':
      return l10n.t('the models disagree: standard deviation {0}', value);
    case 'variation-ratios':
      return l10n.t('the models split their votes: {0}', value);
  }
  return `${kind} ${value}`;
}
