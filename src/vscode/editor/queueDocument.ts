import type { LabelProbability, Prediction } from '../../core/engine/modelApi.ts';
import type { RankedRecord } from '../../core/loop/records/recordDetails.ts';
import { formatReason } from '../text/reasons.ts';
import type { Localize } from '../../core/localize.ts';
import { share } from '../text/numbers.ts';

export interface QueueDocument {
  readonly text: string;
  /** The record on each line, 0-based. */
  readonly records: ReadonlyMap<number, RankedRecord>;
  /** A heading with its records; 0-based, inclusive. */
  readonly sections: readonly { readonly first: number; readonly last: number }[];
}

export interface QueueInput {
  readonly title: string;
  readonly round: number;
  readonly ranked: readonly RankedRecord[];
  readonly localize: Localize;
}

/** Characters shown of a text; its source file shows the rest. */
const excerptLength = 160;

/**
 * The ranked queue as text: a heading for the queued records, then one for each predicted label, ordered by
 * the first record that will be asked. Under a label the highest score comes first, after manual priorities.
 * A record's line is
 *
 * rank  score  label and its probability  place  text
 *
 * A multi-label record is listed under its likeliest applying label; its line has all that apply.
 */
export function queueDocument({ title, round, ranked, localize }: QueueInput): QueueDocument {
  const lines = [
    `# ${localize('{0}: the next {1} records, round {2}', title, ranked.length, round)}`,
    `# ${localize('Read-only. Go to Definition (F12) leads to the record; hold-out records come in between.')}`,
  ];
  if (ranked.length === 0) lines.push('', `# ${localize('Nothing is waiting to be asked.')}`);
  const records = new Map<number, RankedRecord>();
  const sections: { first: number; last: number }[] = [];
  const widths = columnWidths(ranked, localize);
  for (const [heading, members] of grouped(ranked, localize)) {
    lines.push('', `== ${heading} (${members.length})`);
    const first = lines.length - 1;
    for (const record of members) {
      records.set(lines.length, record);
      lines.push(lineOf(record, widths, localize));
    }
    sections.push({ first, last: lines.length - 1 });
  }
  return { text: `${lines.join('\n')}\n`, records, sections };
}

function grouped(ranked: readonly RankedRecord[], localize: Localize): Map<string, RankedRecord[]> {
  const groups = new Map<string, RankedRecord[]>();
  for (const record of ranked) {
    const heading = record.ahead ? localize('Being asked') : headingOf(record.prediction, localize);
    const group = groups.get(heading);
    if (group) group.push(record);
    else groups.set(heading, [record]);
  }
  for (const [heading, members] of groups) {
    if (!members[0]!.ahead) groups.set(heading, byScore(members));
  }
  return groups;
}

function headingOf(prediction: Prediction | undefined, localize: Localize): string {
  const [best] = prediction?.probabilities ?? [];
  if (!prediction || !best) return localize('No suggestion');
  const [first] = suggestedIn(prediction);
  return first?.label ?? localize('None of these');
}

/** The likeliest label; in a multi-label project, all labels that apply. */
function suggestedIn({ probabilities }: Prediction): readonly LabelProbability[] {
  const isMultiLabel = probabilities.some(({ applies }) => applies !== undefined);
  return isMultiLabel ? probabilities.filter(({ applies }) => applies) : probabilities.slice(0, 1);
}

/** "joy .91, surprise .62"; if none applies, the likeliest: "None of these · joy .32". */
function suggestionText(prediction: Prediction, localize: Localize): string {
  const formatLabel = ({ label, p }: LabelProbability): string => `${label} ${share(p)}`;
  const [best] = prediction.probabilities;
  const suggested = suggestedIn(prediction);
  if (!best) return '-';
  if (suggested.length === 0) return `${localize('None of these')} · ${formatLabel(best)}`;
  return suggested.map(formatLabel).join(', ');
}

/** Records without a score are asked for another reason, which takes precedence. */
function byScore(members: readonly RankedRecord[]): RankedRecord[] {
  const scoreOf = (record: RankedRecord): number => scoreIn(record) ?? Infinity;
  return [...members].sort((a, b) =>
    scoreOf(a) === scoreOf(b) ? a.rank - b.rank : scoreOf(b) - scoreOf(a),
  );
}

function scoreIn({ ask }: RankedRecord): number | undefined {
  return ask?.kind === 'query' ? ask.score : undefined;
}

interface Cells {
  readonly rank: string;
  readonly score: string;
  readonly label: string;
  readonly place: string;
}

function cellsOf(ranked: RankedRecord, localize: Localize): Cells {
  const { rank, prediction, record } = ranked;
  const score = scoreIn(ranked);
  return {
    rank: String(rank),
    score: score === undefined ? '-' : share(score),
    label: prediction ? suggestionText(prediction, localize) : '-',
    place: `${record.file}:${record.line}`,
  };
}

function columnWidths(
  ranked: readonly RankedRecord[],
  localize: Localize,
): Record<keyof Cells, number> {
  const widths = { rank: 0, score: 0, label: 0, place: 0 };
  for (const record of ranked) {
    const cells = cellsOf(record, localize);
    for (const column of Object.keys(widths) as (keyof Cells)[]) {
      widths[column] = Math.max(widths[column], cells[column].length);
    }
  }
  return widths;
}

function lineOf(
  record: RankedRecord,
  widths: Record<keyof Cells, number>,
  localize: Localize,
): string {
  const { rank, score, label, place } = cellsOf(record, localize);
  const cells = [
    rank.padStart(widths.rank),
    score.padStart(widths.score),
    label.padEnd(widths.label),
    place.padEnd(widths.place),
    JSON.stringify(excerpt(record.record.text)),
  ];
  const reason = formatReason(record.ask, localize);
  return cells.join('  ') + (reason === undefined ? '' : `  # ${reason}`);
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > excerptLength ? `${line.slice(0, excerptLength - 1)}…` : line;
}
