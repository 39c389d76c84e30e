import type { Localize } from '../../../core/localize.ts';
import type { Notice } from '../../../core/loop/learnerPhase.ts';
import type { LearnerView } from '../../../core/loop/learnerView.ts';
import type { ProjectFile } from '../../../core/projectFile/projectFile.ts';
import type { NoticeView, PanelCommand } from '../../../protocol/annotate.ts';
import { textOf } from '../messages/textOf.ts';
import { metricName } from '../metrics/metricNames.ts';
import { share } from '../numbers.ts';

/** A notice of the loop with its button. */
export function noticeView(
  { id, severity, message, action, closable }: Notice,
  localize: Localize,
): NoticeView {
  return {
    id,
    severity,
    message: textOf(message, localize),
    ...(action === undefined
      ? {}
      : { action: { label: actionLabel(action, localize), command: action } }),
    ...(closable && { closable }),
  };
}

/** Id of the notice of a reached target. */
export const targetNotice = 'target-reached';

/** The notice of a reached target, unless the user closed it. */
export function targetNotices(
  project: ProjectFile | undefined,
  view: LearnerView,
  localize: Localize,
): NoticeView[] {
  const target = project?.target;
  if (!target || !view.targetReached || view.targetClosed) return [];
  const message = localize(
    'Target reached: the lower bound of {0} was at least {1} in three consecutive rounds. You may stop here.',
    metricName(target.metric, localize),
    share(target.value),
  );
  const action = { label: localize('Show Metrics'), command: 'showMetrics' } as const;
  return [{ id: targetNotice, severity: 'done', message, action, closable: true }];
}

function actionLabel(
  action: NonNullable<Notice['action']> & PanelCommand,
  localize: Localize,
): string {
  switch (action) {
    case 'retry':
      return localize('Try Again');
    case 'downloadModel':
      return localize('Download …');
    case 'downloadAgain':
      return localize('Download Again');
    case 'chooseEmbedding':
      return localize('Choose Embedding …');
    case 'embedAll':
      return localize('Embed All');
    case 'allowServer':
      return localize('Allow …');
    case 'setServerKey':
      return localize('Set Key …');
    case 'openProjectFile':
      return localize('Open Project File');
    case 'showProblems':
      return localize('Show Problems');
    case 'takeAnswers':
      return localize('Take Over Answers…');
    case 'showMetrics':
      return localize('Show Metrics');
  }
}
