import type { AnnotateState, AskedView, RecentView } from '../../src/protocol/annotate.ts';
import { judgedBy } from './judged.ts';
import { flagOf, isAnswered } from './outbox.ts';
import type { Outbox, SentAnswer } from './outbox.ts';

/** An earlier answer, acknowledged or still being saved. */
export interface RecentRow extends RecentView {
  /** Not acknowledged yet, and not changeable until then. */
  readonly saving: boolean;
}

/**
 * The record to judge: the first that the host asks and the annotator has not answered. Depends only on
 * `ahead`, the outbox and the deferred records, so a new state of the host never replaces the record on
 * screen.
 * @param deferred records that come after all others, in this order
 */
export function recordOnScreen(
  state: AnnotateState,
  outbox: Outbox,
  deferred: readonly string[] = [],
): AskedView | undefined {
  if (state.phase.kind === 'opening' || state.phase.kind === 'failed') return undefined;
  const open = state.ahead.filter(({ recordId }) => !isAnswered(outbox, recordId));
  const turn = ({ recordId }: AskedView): number => deferred.indexOf(recordId);
  const [asked] = open.sort((a, b) => turn(a) - turn(b));
  if (!asked) return undefined;
  const flagged = flagOf(outbox, asked.recordId) ?? asked.flagged;
  return flagged === asked.flagged ? asked : { ...asked, flagged };
}

/** The number of records left in a pass: the host's count minus answers that it has not counted yet. */
export function remainingInPass(
  { pass, ahead }: AnnotateState,
  outbox: Outbox,
): number | undefined {
  if (!pass) return undefined;
  const given = ahead.filter(({ recordId }) => isAnswered(outbox, recordId));
  return Math.max(0, pass.left - given.length);
}

/** Latest first: unsaved answers, then the host's; each record once. */
export function recentRows(state: AnnotateState, outbox: Outbox): RecentRow[] {
  const rows: RecentRow[] = [];
  const add = (row: RecentRow): void => {
    if (!rows.some(({ recordId }) => recordId === row.recordId)) rows.push(row);
  };
  for (const sent of newestFirst(outbox.unsaved)) add(rowOf(sent, state, true));
  for (const sent of newestFirst(outbox.saved)) {
    // The host's own row has more detail, if it arrived before the acknowledgement.
    if (!state.recent.some(({ recordId }) => recordId === sent.recordId)) {
      add(rowOf(sent, state, false));
    }
  }
  for (const recent of state.recent) {
    add({
      ...recent,
      flagged: flagOf(outbox, recent.recordId) ?? recent.flagged,
      saving: false,
    });
  }
  return rows;
}

function newestFirst(sent: readonly SentAnswer[]): SentAnswer[] {
  return sent.filter(({ answer }) => answer.kind !== 'flag').reverse();
}

function rowOf(sent: SentAnswer, state: AnnotateState, saving: boolean): RecentRow {
  const { recordId, answer, text, flagged } = sent;
  const names = state.labels.map(({ name }) => name);
  const asked = state.ahead.find((view) => view.recordId === recordId);
  return {
    recordId,
    text: asked?.text ?? text,
    flagged,
    context: asked?.context ?? [],
    source: asked?.source ?? '',
    saving,
    ...(answer.kind === 'label' ? { label: answer.label } : {}),
    ...(answer.kind === 'labels' ? { labels: judgedBy(answer, sent.judged, names) } : {}),
  };
}
