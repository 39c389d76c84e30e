import type { LearnerView } from '../../../core/loop/learnerView.ts';
import type { NoticeView } from '../../../protocol/annotate.ts';
import { quoted } from '../labelChanges.ts';
import type { Localize } from '../../../core/localize.ts';
import { count } from '../numbers.ts';
import { formatOrphan } from '../orphanedLabels.ts';

/** Hold-out answers that predate a label or contradict an answer given by hand. */
export function holdoutNotices(
  { holdout }: Pick<LearnerView, 'holdout'>,
  language: string,
  localize: Localize,
): NoticeView[] {
  const notices: NoticeView[] = [];
  const { outdated, conflicts = 0 } = holdout;
  if (outdated) {
    const records = count(outdated.records, language);
    notices.push({
      id: 'holdout-outdated',
      severity: 'info',
      message: localize(
        '{0} hold-out records were answered before {1} was added; some of the answers may be wrong now.',
        records,
        quoted(outdated.labels),
      ),
      action: {
        label: localize('Ask {0} hold-out records again, blind …', records),
        command: 'askHoldoutAgain',
      },
    });
  }
  if (conflicts > 0) {
    notices.push({
      id: 'holdout-conflicts',
      severity: 'info',
      message: localize(
        '{0} hold-out records were answered differently by hand and blind; the blind answers count.',
        count(conflicts, language),
      ),
      action: { label: localize('Compare …'), command: 'holdoutConflicts' },
    });
  }
  return notices;
}

/** Conflicting imported answers, unless they are being decided. */
export function conflictNotices(
  { conflicts = 0, revisiting }: Pick<LearnerView, 'conflicts' | 'revisiting'>,
  language: string,
  localize: Localize,
): NoticeView[] {
  if (conflicts === 0 || revisiting?.selection === 'conflicts') return [];
  return [
    {
      id: 'import-conflicts',
      severity: 'info',
      message:
        conflicts === 1
          ? localize('1 record has imported answers that differ.')
          : localize('{0} records have imported answers that differ.', count(conflicts, language)),
      action: { label: localize('Decide …'), command: 'decideConflicts' },
    },
  ];
}

/** Labels added after the first answers, except the one of the current pass. */
export function unjudgedNotices(
  { unjudged, revisiting }: Pick<LearnerView, 'unjudged' | 'revisiting'>,
  language: string,
  localize: Localize,
): NoticeView[] {
  const selection = revisiting?.selection;
  const pass = typeof selection === 'object' && 'pass' in selection ? selection.pass : undefined;
  return unjudged
    .filter(({ label }) => label !== pass)
    .map(({ label, records }) => ({
      id: `unjudged-${label}`,
      severity: 'info',
      message: localize(
        '“{0}” is newer than {1} answers, which leave it open.',
        label,
        count(records, language),
      ),
      action: { label: localize('Ask These for a Label …'), command: 'askForLabel' },
    }));
}

/** Annotations with an orphaned or split label, except those being reviewed now. */
export function orphanNotices(
  { orphanedLabels, revisiting }: LearnerView,
  language: string,
  localize: Localize,
): NoticeView[] {
  const selection = revisiting?.selection;
  const divided =
    typeof selection === 'object' && 'split' in selection ? selection.split : undefined;
  return orphanedLabels
    .filter(({ label }) => label !== divided)
    .map((orphan) => ({
      id: `stray-${orphan.label}`,
      severity: orphan.into ? 'info' : 'warning',
      message: formatOrphan(orphan, language, localize),
      action: orphan.into
        ? { label: localize('Resolve'), command: 'divideLabel' }
        : { label: localize('Fix …'), command: 'mendLabel' },
    }));
}
