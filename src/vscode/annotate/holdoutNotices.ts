import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { NoticeView } from '../../protocol/annotate.ts';
import { quoted } from '../text/labelChanges.ts';
import type { Localize } from '../localize.ts';
import { count } from '../text/numbers.ts';

/** Hold-out answers that are older than a label, or that contradict what was said by hand before. */
export function holdoutNotices(
  { holdout }: Pick<LearnerView, 'holdout'>,
  language: string,
  l10n: Localize,
): NoticeView[] {
  const notices: NoticeView[] = [];
  const { outdated, conflicts = 0 } = holdout;
  if (outdated) {
    const records = count(outdated.records, language);
    notices.push({
      id: 'holdout-outdated',
      severity: 'info',
      message: l10n.t(
        '{0} hold-out records were answered before {1} was there; some of them may be wrong now.',
        records,
        quoted(outdated.labels),
      ),
      action: {
        label: l10n.t('Ask {0} hold-out records again, blind …', records),
        command: 'askHoldoutAgain',
      },
    });
  }
  if (conflicts > 0) {
    notices.push({
      id: 'holdout-conflicts',
      severity: 'info',
      message: l10n.t(
        '{0} hold-out records were answered otherwise by hand than blind; the blind answers count.',
        count(conflicts, language),
      ),
      action: { label: l10n.t('Compare …'), command: 'holdoutConflicts' },
    });
  }
  return notices;
}
