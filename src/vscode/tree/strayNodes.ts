import type { OrphanedLabel } from '../../core/labelSet/strayLabels.ts';
import { formatOrphan } from '../text/orphanedLabels.ts';
import type { Localize } from '../localize.ts';
import { count } from '../text/numbers.ts';
import type { NodeView } from './nodeView.ts';

/** Labels that annotations carry and the label set does not have. */
export function strayNodes(
  strays: readonly OrphanedLabel[],
  language: string | undefined,
  l10n: Localize,
): NodeView[] {
  return strays.map((stray) => {
    const number = count(stray.count, language);
    return {
      id: `stray-${stray.label}`,
      label: stray.label,
      description: stray.into
        ? l10n.t('{0} to be divided', number)
        : l10n.t('{0} · not in the label set', number),
      tooltip: formatOrphan(stray, language ?? 'en', l10n),
      icon: stray.into ? 'split-horizontal' : 'warning',
      ...(stray.into ? {} : { color: 'problemsWarningIcon.foreground' }),
      command: stray.into ? 'marginalia.divideLabel' : 'marginalia.mendLabel',
      context: stray.into ? 'split' : 'stray',
      target: stray.label,
    };
  });
}
