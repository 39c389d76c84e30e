import type { RecordDetails } from '../../core/loop/records/recordDetails.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { StepEvent } from '../../core/store/events.ts';
import type { HistoryEntry, StoredAnswer } from '../../core/store/store.ts';
import { formatReason } from '../text/reasons.ts';
import type { Localize } from '../localize.ts';
import { share } from '../text/numbers.ts';

export interface HoverInput {
  /** The project's name among the others. */
  readonly title: string;
  readonly project: ProjectFile;
  readonly facts: RecordDetails;
  /** Whether the user wants to see what the model thinks. */
  readonly showSuggestion: boolean;
  /** A time as the user writes it. */
  readonly when: (at: number) => string;
  readonly l10n: Localize;
}

/** Bars of this many blocks stand for certainty. */
const barLength = 12;
const maxBars = 6;
const maxHistory = 6;

/** What is known of a record, as Markdown; strangers' words in it are escaped. */
export function hoverText(input: HoverInput): string {
  const { title, facts, l10n } = input;
  const parts = [`**Marginalia** · ${escapeMarkdown(title)}`, answerLine(facts.answer, input)];
  if (facts.answer?.note) parts.push(`*${escapeMarkdown(facts.answer.note)}*`);
  if (facts.blind) {
    parts.push(
      facts.answer?.kind === 'label'
        ? l10n.t('What the model thinks of this record is hidden until it is asked in its turn.')
        : l10n.t('What the model thinks of this record is hidden until it is answered.'),
    );
  } else if (facts.prediction && input.showSuggestion) {
    parts.push(bars(facts), scoreLine(facts, l10n));
  }
  // Why it was asked belongs to the history: it tells nothing that an answer could still follow.
  const reason = facts.blind ? undefined : formatReason(facts.answer?.ask, l10n);
  if (reason !== undefined) parts.push(l10n.t('Asked because: {0}', escapeMarkdown(reason)));
  if (facts.history.length > 0) parts.push(historyList(facts.history, input));
  return parts.filter((part) => part !== '').join('\n\n');
}

function answerLine(answer: StoredAnswer | undefined, { l10n, when }: HoverInput): string {
  const flag = answer?.flagged ? ` · ${l10n.t('flagged')}` : '';
  if (!answer || answer.kind === 'none') return l10n.t('Not answered yet') + flag;
  const by = l10n.t('by {0}, {1}', escapeMarkdown(answer.annotator), when(answer.at));
  const what =
    answer.label === undefined ? l10n.t('Skipped') : `**${escapeMarkdown(answer.label)}**`;
  return `${what} ${by}${flag}`;
}

function bars({ prediction }: RecordDetails): string {
  const probabilities = prediction!.probabilities.slice(0, maxBars);
  const width = Math.max(...probabilities.map(({ label }) => [...label].length));
  const lines = probabilities.map(({ label, p }) => {
    // A backtick would end the block.
    const name = label.replaceAll('`', "'").replace(/\s/g, ' ');
    const padding = ' '.repeat(width - [...name].length);
    return `${name}${padding}  ${barOf(p)} ${share(p)}`;
  });
  return ['```text', ...lines, '```'].join('\n');
}

/** "▇▇▇▇▇▍" with empty space up to the full length. */
export function barOf(p: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, p)) * barLength * 8);
  const full = '█'.repeat(Math.floor(eighths / 8));
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8]!;
  return (full + rest).padEnd(barLength, ' ');
}

function scoreLine({ score }: RecordDetails, l10n: Localize): string {
  if (!score) return '';
  return l10n.t(
    'Score {0} ({1}; the higher, the sooner it is asked)',
    share(score.value),
    score.acquisition,
  );
}

function historyList(history: readonly HistoryEntry[], input: HoverInput): string {
  const { l10n, when } = input;
  const latest = [...history].reverse().slice(0, maxHistory);
  const lines = latest.map(({ event, inEffect }) => {
    const what = `${happening(event, l10n)} · ${escapeMarkdown(event.annotator)} · ${when(event.at)}`;
    return inEffect ? `- ${what}` : `- ~~${what}~~ ${l10n.t('(undone)')}`;
  });
  const more = history.length - latest.length;
  if (more > 0) lines.push(`- ${l10n.t('and {0} earlier', more)}`);
  return lines.join('\n');
}

function happening(event: StepEvent, l10n: Localize): string {
  switch (event.kind) {
    case 'label':
      return l10n.t('labelled {0}', escapeMarkdown(event.label));
    case 'skip':
      return l10n.t('skipped');
    case 'clear':
      return l10n.t('answer withdrawn');
    case 'flag':
      return l10n.t('flagged');
    case 'unflag':
      return l10n.t('no longer flagged');
    case 'note':
      return event.note === '' ? l10n.t('note removed') : l10n.t('noted');
    case 'import':
      return event.label === undefined
        ? l10n.t('imported from {0}', escapeMarkdown(event.from))
        : l10n.t('{0}, imported from {1}', escapeMarkdown(event.label), escapeMarkdown(event.from));
    case 'schema':
      return l10n.t('labels changed');
  }
}

/** Text that Markdown shows as it is, on one line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$^=:]/g, '\\$&').replace(/\s+/g, ' ');
}
