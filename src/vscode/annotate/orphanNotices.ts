import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { NoticeView } from '../../protocol/annotate.ts';
import { formatOrphan } from '../text/orphanedLabels.ts';
import type { Localize } from '../../core/localize.ts';

/** Annotations that lost their label, or wait to be divided; not the ones that are on screen for it. */
export function strayNotices(
  { strays, revisiting }: LearnerView,
  language: string,
  localize: Localize,
): NoticeView[] {
  const what = revisiting?.what;
  const divided = typeof what === 'object' && 'split' in what ? what.split : undefined;
  return strays
    .filter(({ label }) => label !== divided)
    .map((stray) => ({
      id: `stray-${stray.label}`,
      severity: stray.into ? 'info' : 'warning',
      message: formatOrphan(stray, language, localize),
      action: stray.into
        ? { label: localize('Divide'), command: 'divideLabel' }
        : { label: localize('Mend …'), command: 'mendLabel' },
    }));
}
