import { textOf } from '../text/messages/textOf.ts';
import { countOf } from '../../core/labels.ts';
import { stylesOf } from '../../core/labelSet/labelStyles.ts';
import type { LearnerView, RecentAnswer } from '../../core/loop/learnerView.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import { contextValue, type PoolRecord } from '../../core/record.ts';
import type { Ask } from '../../core/store/events.ts';
import type {
  AnnotatePhase,
  AnnotateState,
  AskedView,
  LabelView,
  NoticeView,
  ProgressView,
  RecentView,
  WordView,
} from '../../protocol/annotate.ts';
import type { Localize } from '../../core/localize.ts';
import {
  formatInterval,
  latestMetric,
  metricName,
  metricNow,
  metricOf,
  whyAccuracy,
} from '../text/metrics/metricNames.ts';
import { formatBlindReason } from '../text/panel/blindReason.ts';
import { formatReason, formatShare } from '../text/reasons.ts';
import { noticeView, targetNotices } from '../text/panel/noticeViews.ts';
import { formatRevisiting } from '../text/panel/revisiting.ts';
import { sourceOf } from '../text/sourceLine.ts';
import { formatSpeed } from '../text/speedText.ts';
import { candidateViews } from './candidateViews.ts';
import { judgedNames, judgedView } from './judgedView.ts';
import type { AskedRecord } from '../../core/loop/queue/askedRecord.ts';

export interface AnnotateInput {
  readonly name: string;
  /** Undefined while the project file cannot be read. */
  readonly project: ProjectFile | undefined;
  readonly view: LearnerView;
  /** The host's own notices, in addition to the learner's. */
  readonly notices?: readonly NoticeView[];
  readonly showSuggestion: boolean;
  /** Keyed by record; excludes blind records. */
  readonly words?: ReadonlyMap<string, readonly WordView[]>;
  /** BCP 47 tag for formatting times. */
  readonly language?: string;
  readonly localize: Localize;
}

/**
 * The state that the annotation page draws. Information that could bias the answer is removed here,
 * so that a blind record's reason and suggestion never reach the page.
 */
export function annotateState(input: AnnotateInput): AnnotateState {
  const { name, project, view, localize } = input;
  const context = project?.context ?? [];
  return {
    project: name,
    task: project?.task ?? 'single',
    phase: phaseView(view.phase, localize),
    labels: labelViews(project, view),
    ahead: view.ahead.map((askedRecord) => askedView(askedRecord, context, input)),
    recent: view.recent.map((answer) => recentView(answer, input)),
    progress: progressView(project, view, localize),
    notices: [
      ...(input.notices ?? []),
      ...view.notices.map((notice) => noticeView(notice, localize)),
      ...targetNotices(project, view, localize),
    ],
    showSuggestion: input.showSuggestion,
    suggests: view.suggests,
    canExplain: view.learnt.length > 0 && view.explains,
    ...(view.revisiting ? { revisiting: formatRevisiting(view, view.revisiting, localize) } : {}),
    ...passView(view),
    ...(view.revisiting?.selection === 'conflicts' ? { deciding: true } : {}),
    canUndo: view.canUndo,
    canRedo: view.canRedo,
    ...(view.busy ? { busy: { ...view.busy, what: textOf(view.busy.what, localize) } } : {}),
  };
}

function phaseView(phase: LearnerView['phase'], localize: Localize): AnnotatePhase {
  return 'message' in phase ? { ...phase, message: textOf(phase.message, localize) } : phase;
}

function labelViews(project: ProjectFile | undefined, view: LearnerView): LabelView[] {
  const labels = project?.labels ?? [];
  const styles = stylesOf(labels, view.styles);
  return labels.map(({ name, description, group }, i) => ({
    name,
    ...styles[i]!,
    count: countOf(view.counts.byLabel, name),
    learnt: view.learnt.includes(name),
    ...(view.described.includes(name) ? { described: true } : {}),
    ...(group === undefined ? {} : { group }),
    ...(description === undefined ? {} : { description }),
  }));
}

function askedView(
  askedRecord: AskedRecord,
  fields: readonly string[],
  { project, view, language, localize, words: byRecord }: AnnotateInput,
): AskedView {
  const { record, blind, prediction, flagged, answered, judged, note, revisited, differing } =
    askedRecord;
  const suggestion = blind ? undefined : prediction?.probabilities;
  const words = suggestion && byRecord?.get(record.id);
  return {
    ...recordView(record, fields),
    flagged,
    ...(blind ? { blind: formatBlindReason(askedRecord, view, localize) } : {}),
    // The original reason does not explain why the record is shown again.
    ...(blind || differing ? {} : whyView(askedRecord.ask, localize)),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(suggestion && prediction?.from ? { fromDescriptions: true } : {}),
    ...(words === undefined ? {} : { words }),
    ...(note === undefined ? {} : { note }),
    ...(revisited ? { revisited } : {}),
    ...(differing ? { candidates: candidateViews(differing, project, localize, language) } : {}),
    ...(answered === undefined ? {} : { answered }),
    ...(judged ? { judged: judgedNames(judged, project) } : {}),
    ask: askedRecord.ask,
  };
}

function recentView(answer: RecentAnswer, { project, localize }: AnnotateInput): RecentView {
  return {
    ...recordView(answer.record, project?.context ?? []),
    flagged: answer.flagged,
    seq: answer.seq,
    ...(answer.label === undefined ? {} : { label: answer.label }),
    ...(answer.labels ? { labels: judgedView(answer.labels, project) } : {}),
    ...(answer.note === undefined ? {} : { note: answer.note }),
    ...whyView(answer.ask, localize),
  };
}

/** The label of a pass, which asks answered records about that label only. */
function passView({ revisiting }: LearnerView): Pick<AnnotateState, 'pass'> {
  const selection = revisiting?.selection;
  if (typeof selection !== 'object' || !('pass' in selection)) return {};
  return { pass: { label: selection.pass, left: revisiting!.remaining } };
}

function whyView(ask: Ask | undefined, localize: Localize): Pick<AskedView, 'reason' | 'share'> {
  const reason = formatReason(ask, localize);
  const share = formatShare(ask, localize);
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(share === undefined ? {} : { share }),
  };
}

function recordView(
  record: PoolRecord,
  fields: readonly string[],
): Pick<AskedView, 'recordId' | 'text' | 'context' | 'source'> {
  return {
    recordId: record.id,
    text: record.text,
    context: fields.flatMap((field) => {
      const value = contextValue(record, field);
      return value === undefined ? [] : [{ field, value }];
    }),
    source: sourceOf(record),
  };
}

function progressView(
  project: ProjectFile | undefined,
  view: LearnerView,
  localize: Localize,
): ProgressView {
  const metric = metricOf(project, view);
  const now = latestMetric(view, metric);
  const speed = formatSpeed(view, localize);
  return {
    labelled: view.counts.labelled,
    skipped: view.counts.skipped,
    flagged: view.counts.flagged,
    pool: view.pool.size,
    round: view.rounds.at(-1)?.round ?? 0,
    holdoutAnswered: view.holdout.answered,
    holdoutSize: view.holdout.size,
    spark: view.rounds.flatMap(({ metrics }) => metricNow(metrics, metric)?.value ?? []),
    ...(speed ? { speed } : {}),
    ...(now
      ? {
          metric: {
            name: metricName(metric, localize),
            value: now.value,
            halfWidth: now.halfWidth,
            interval: [formatInterval(now, localize), whyAccuracy(project, view, localize)]
              .filter((sentence) => sentence !== undefined)
              .join('\n'),
          },
        }
      : {}),
  };
}
