import { isAnswered, isLabelled } from '../../core/store/isAnswered.ts';
import type { RecordDetails } from '../../core/loop/records/recordDetails.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { StepEvent } from '../../core/store/events.ts';
import type { HistoryEntry, StoredAnswer } from '../../core/store/store.ts';
import { answerText, eventText, importText, labelsText } from './answerText.ts';
import type { LabelJudgements } from '../../core/task/labelJudgements.ts';
import { formatReason } from './reasons.ts';
import type { Localize } from '../../core/localize.ts';
import { share } from './numbers.ts';

export interface HoverInput {
  /** The project's title among the others. */
  readonly title: string;
  readonly project: ProjectFile;
  readonly facts: RecordDetails;
  /** Whether predictions are enabled in the settings. */
  readonly showSuggestion: boolean;
  /** Formats a time in the user's locale. */
  readonly when: (at: number) => string;
  readonly localize: Localize;
}

/** Blocks of a full probability bar. */
const barLength = 12;
const maxBars = 6;
const maxHistory = 6;

/** Details of a record as Markdown; text from the pool is escaped. */
export function hoverText(input: HoverInput): string {
  const { title, facts, localize } = input;
  const parts = [`**Marginalia** · ${escapeMarkdown(title)}`, answerLine(facts.answer, input)];
  if (facts.answer?.note) parts.push(`*${escapeMarkdown(facts.answer.note)}*`);
  if (facts.blind) {
    parts.push(
      isLabelled(facts.answer)
        ? localize('The model’s prediction for this record is hidden until its turn comes.')
        : localize('The model’s prediction for this record is hidden until it is answered.'),
    );
  } else if (facts.prediction && input.showSuggestion) {
    parts.push(bars(facts), scoreLine(facts, localize));
  }
  // The reason is part of the history and cannot bias an answer.
  const reason = facts.blind ? undefined : formatReason(facts.answer?.ask, localize);
  if (reason !== undefined) parts.push(localize('Asked because: {0}', escapeMarkdown(reason)));
  if (facts.history.length > 0) parts.push(historyList(facts.history, input));
  return parts.filter((part) => part !== '').join('\n\n');
}

function answerLine(answer: StoredAnswer | undefined, input: HoverInput): string {
  const { localize, when, project } = input;
  const open = project.task === 'multi' && answer?.labels ? unknownText(answer.labels, input) : '';
  const flag = answer?.flagged ? ` · ${localize('flagged')}` : '';
  if (!isAnswered(answer)) {
    const part = answer?.labels ? ` · ${escapeMarkdown(labelsText(answer.labels, localize))}` : '';
    return localize('Not answered yet') + part + open + flag;
  }
  const author = localize('by {0}, {1}', escapeMarkdown(answer.annotator), when(answer.at));
  const answerSummary = answerText(answer, localize);
  const summary = answer.kind === 'skip' ? answerSummary : `**${escapeMarkdown(answerSummary)}**`;
  return `${summary} ${author}${open}${flag}`;
}

/** " · 2 labels unknown"; empty if every label of the project was judged. */
function unknownText(judged: LabelJudgements, { project, localize }: HoverInput): string {
  const unknown = project.labels.filter(({ name }) => !judged.has(name)).length;
  if (unknown === 0) return '';
  return ` · ${unknown === 1 ? localize('1 label unknown') : localize('{0} labels unknown', unknown)}`;
}

function bars({ prediction }: RecordDetails): string {
  const probabilities = prediction!.probabilities.slice(0, maxBars);
  const width = Math.max(...probabilities.map(({ label }) => [...label].length));
  const lines = probabilities.map(({ label, p, applies }) => {
    // A backtick would end the code span.
    const name = label.replaceAll('`', "'").replace(/\s/g, ' ');
    const padding = ' '.repeat(width - [...name].length);
    return `${name}${padding}  ${barOf(p)} ${share(p)}${applies ? ' ✓' : ''}`;
  });
  return ['```text', ...lines, '```'].join('\n');
}

/** "▇▇▇▇▇▍", padded to the full length. */
export function barOf(p: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, p)) * barLength * 8);
  const full = '█'.repeat(Math.floor(eighths / 8));
  const partialBlock = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8]!;
  return (full + partialBlock).padEnd(barLength, ' ');
}

function scoreLine({ score }: RecordDetails, localize: Localize): string {
  if (!score) return '';
  return localize(
    'Score {0} ({1}; the higher, the sooner it is asked)',
    share(score.value),
    score.acquisition,
  );
}

function historyList(history: readonly HistoryEntry[], input: HoverInput): string {
  const { localize, when } = input;
  const latest = [...history].reverse().slice(0, maxHistory);
  const lines = latest.map(({ event, inEffect }) => {
    const entry = `${eventLabel(event, localize)} · ${escapeMarkdown(event.annotator)} · ${when(event.at)}`;
    return inEffect ? `- ${entry}` : `- ~~${entry}~~ ${localize('(undone)')}`;
  });
  const unlisted = history.length - latest.length;
  if (unlisted > 0) lines.push(`- ${localize('and {0} earlier', unlisted)}`);
  return lines.join('\n');
}

function eventLabel(event: StepEvent, localize: Localize): string {
  switch (event.kind) {
    case 'label':
      return localize('labelled {0}', escapeMarkdown(event.label));
    case 'labels':
    case 'spans':
      return escapeMarkdown(eventText(event, localize));
    case 'skip':
      return localize('skipped');
    case 'clear':
      return localize('answer withdrawn');
    case 'flag':
      return localize('flagged');
    case 'unflag':
      return localize('no longer flagged');
    case 'note':
      return event.note === '' ? localize('note removed') : localize('noted');
    case 'import':
      return event.label === undefined && !event.yes && !event.spans
        ? localize('imported from {0}', escapeMarkdown(event.from))
        : localize(
            '{0}, imported from {1}',
            escapeMarkdown(importText(event, localize)),
            escapeMarkdown(event.from),
          );
    case 'conflict':
      return localize('other answers found in {0}', escapeMarkdown(event.from));
    case 'schema':
      return localize('labels changed');
  }
}

/** Escapes text for Markdown and puts it on one line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$^=:]/g, '\\$&').replace(/\s+/g, ' ');
}
