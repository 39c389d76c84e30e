import type { Ask } from '../../core/store/events.ts';
import type { Localize } from '../../core/localize.ts';

/** Why a record was asked, as a phrase after "asked because"; undefined if unknown. */
export function formatReason(ask: Ask | undefined, localize: Localize): string | undefined {
  if (!ask) return undefined;
  switch (ask.kind) {
    case 'holdout':
      return localize('drawn at random for the hold-out');
    case 'explore':
      return localize('drawn at random, to explore');
    case 'manual':
      return localize('you went to it yourself');
    case 'start':
    case 'query':
      return byScore(ask, localize);
  }
}

/**
 * The share of picks made for the same reason: "90 % of picks"; undefined if it covers all picks, and for
 * hold-out records, which are extra.
 */
export function formatShare(ask: Ask | undefined, localize: Localize): string | undefined {
  if (ask?.kind !== 'query' && ask?.kind !== 'explore') return undefined;
  // Manual priorities are extra, too.
  if (ask.reason?.kind === 'priority') return undefined;
  const explored = ask.query?.explore;
  if (explored === undefined) return undefined;
  const share = ask.kind === 'explore' ? explored : 1 - explored;
  return localize('{0} % of picks', Math.round(1000 * share) / 10);
}

/** Reason and share on one line. */
export function formatReasonAndShare(ask: Ask | undefined, localize: Localize): string | undefined {
  return (
    [formatReason(ask, localize), formatShare(ask, localize)].filter(Boolean).join(' · ') ||
    undefined
  );
}

function byScore({ kind, reason, query }: Ask, localize: Localize): string | undefined {
  if (!reason) return query?.strategy;
  const { value, of } = reason;
  if (reason.kind === 'seeds' && of !== undefined) return localize('like the seeds of {0}', of);
  if (reason.kind === 'description' && of !== undefined) {
    return localize('like the description of {0}, which is rare so far', of);
  }
  if (reason.again) return localize('asked first: {0}', localize('asked again'));
  if (reason.kind === 'priority' && of !== undefined) return localize('asked first: {0}', of);
  if (reason.kind === 'random' && kind === 'start') return localize('drawn at random, for a start');
  const phrase = unscored(reason.kind, localize) ?? unsureOf(reason, localize);
  if (phrase !== undefined) return phrase;
  if (value === undefined) return reason.kind;
  return scored(reason.kind, value.toFixed(2), reason.between, localize);
}

/** Texts for reasons whose score means nothing to a reader. */
function unscored(kind: string, localize: Localize): string | undefined {
  switch (kind) {
    case 'random':
      return localize('drawn at random');
    case 'explore':
      return localize('drawn at random, to explore');
    case 'holdout':
      return localize('drawn at random for the hold-out');
    case 'priority':
      return localize('prioritized by hand');
    case 'typiclust':
      return localize('typical of many similar records');
    case 'k-means':
      return localize('in the middle of its cluster');
    case 'k-center':
      return localize('far from everything answered so far');
    case 'badge':
      return localize('uncertain, and unlike the others asked with it');
  }
  return undefined;
}

/** In a multi-label project: the labels that the model is uncertain about. */
function unsureOf(
  { kind, between, of }: NonNullable<Ask['reason']>,
  localize: Localize,
): string | undefined {
  const [first, second] = between ?? [of];
  if (first === undefined) return undefined;
  switch (kind) {
    case 'mmc':
    case 'threshold-margin':
      return second === undefined
        ? localize('not sure about {0}', first)
        : localize('not sure about {0} and {1}', first, second);
    case 'adaptive':
      return second === undefined
        ? localize('not sure about {0}, and an unusual number of labels', first)
        : localize('not sure about {0} and {1}, and an unusual number of labels', first, second);
    case 'cvirs':
      return second === undefined
        ? localize('not sure about {0}, and unusual labels together', first)
        : localize('not sure about {0} and {1}, and unusual labels together', first, second);
  }
  return undefined;
}

function scored(
  kind: string,
  value: string,
  [first, second]: readonly (string | undefined)[] = [],
  localize: Localize,
): string {
  const both = first !== undefined && second !== undefined;
  switch (kind) {
    case 'margin':
      return both
        ? localize('margin {0} between {1} and {2}', value, first, second)
        : localize('margin {0}', value);
    case 'ratio':
      return both
        ? localize('ratio {0} of {2} to {1}', value, first, second)
        : localize('ratio {0}', value);
    case 'least-confidence':
    case 'leastConfidence':
      return first === undefined
        ? localize('least confidence {0}', value)
        : localize('least confidence {0}, most likely {1}', value, first);
    case 'entropy':
      return localize('entropy {0}', value);
    case 'normalised-entropy':
      return localize('normalised entropy {0}', value);
    case 'exploit':
      return localize('probability of the label looked for {0}', value);
    case 'ranked-batch':
      return localize('uncertain, and unlike what was asked before: {0}', value);
    case 'information-density':
      return localize('uncertain, and like much of the pool: {0}', value);
    case 'bald':
    case 'batch-bald':
      return localize('the models disagree: mutual information {0}', value);
    case 'vote-entropy':
      return localize('the models disagree: vote entropy {0}', value);
    case 'consensus-entropy':
      return localize('the models are unsure together: consensus entropy {0}', value);
    case 'max-disagreement':
      return localize('one model disagrees with the others by {0}', value);
    case 'variance':
      return localize('the models disagree: variance {0}', value);
    case 'mean-standard-deviation':
      return localize('the models disagree: standard deviation {0}', value);
    case 'variation-ratios':
      return localize('the models split their votes: {0}', value);
  }
  return `${kind} ${value}`;
}
