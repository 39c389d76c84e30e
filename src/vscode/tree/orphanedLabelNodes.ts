import type { OrphanedLabel } from '../../core/labelSet/orphans.ts';
import { formatOrphan } from '../text/orphanedLabels.ts';
import type { Localize } from '../../core/localize.ts';
import { count } from '../text/numbers.ts';
import type { NodeView } from './nodeView.ts';

/** Labels on annotations that are not in the label set. */
export function orphanedLabelNodes(
  strays: readonly OrphanedLabel[],
  language: string | undefined,
  localize: Localize,
): NodeView[] {
  return strays.map((stray) => {
    const number = count(stray.count, language);
    return {
      id: `stray-${stray.label}`,
      label: stray.label,
      description: stray.into
        ? localize('{0} to be divided', number)
        : localize('{0} · not in the label set', number),
      tooltip: formatOrphan(stray, language ?? 'en', localize),
      icon: stray.into ? 'split-horizontal' : 'warning',
      ...(stray.into ? {} : { color: 'problemsWarningIcon.foreground' }),
      command: stray.into ? 'marginalia.divideLabel' : 'marginalia.mendLabel',
      context: stray.into ? 'split' : 'stray',
      target: stray.label,
    };
  });
}
