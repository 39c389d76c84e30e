import type { Ask } from '../../core/store/events.ts';
import type { Localize } from '../localize.ts';

/** Why a record was asked, as a phrase that follows "asked because"; undefined where nothing is known. */
export function reasonInWords(ask: Ask | undefined, l10n: Localize): string | undefined {
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

function byScore({ kind, reason, strategy }: Ask, l10n: Localize): string | undefined {
  if (!reason) return strategy;
  const value = reason.value?.toFixed(2);
  const [first, second] = reason.between ?? [];
  switch (reason.kind) {
    case 'random':
      return kind === 'start' ? l10n.t('drawn at random, for a start') : l10n.t('drawn at random');
    case 'margin':
      if (value === undefined) break;
      return first !== undefined && second !== undefined
        ? l10n.t('margin {0} between {1} and {2}', value, first, second)
        : l10n.t('margin {0}', value);
    case 'ratio':
      if (value === undefined) break;
      return first !== undefined && second !== undefined
        ? l10n.t('ratio {0} of {2} to {1}', value, first, second)
        : l10n.t('ratio {0}', value);
    case 'least-confidence':
    case 'leastConfidence':
      if (value === undefined) break;
      return first === undefined
        ? l10n.t('least confidence {0}', value)
        : l10n.t('least confidence {0}, most likely {1}', value, first);
    case 'entropy':
      if (value === undefined) break;
      return l10n.t('entropy {0}', value);
  }
  return value === undefined ? reason.kind : `${reason.kind} ${value}`;
}
