import type { ImportEvent, LabelsEvent, SpansEvent } from '../../core/store/events.ts';
import type { StoredAnswer } from '../../core/store/store.ts';
import { labelsThat } from '../../core/task/judgement.ts';
import type { Localize } from '../../core/localize.ts';

/** What a record is labelled with, in words: "Refund", "joy, surprise", "None of these". */
export function answerText(
  { kind, label, labels, spans }: Pick<StoredAnswer, 'kind' | 'label' | 'labels' | 'spans'>,
  localize: Localize,
): string {
  if (kind === 'skip') return localize('Skipped');
  if (labels) return namesText(labelsThat(true, { labels }), localize);
  if (spans) return spansText(spans, localize);
  return label ?? '';
}

/** "labelled joy, surprise"; of a partial judgement "joy: yes, anger: no". */
export function eventText(event: LabelsEvent | SpansEvent, localize: Localize): string {
  if (event.kind === 'spans') return localize('labelled {0}', spansText(event.spans, localize));
  if (!event.judged) return localize('labelled {0}', namesText(event.yes, localize));
  const applies = new Set(event.yes);
  const each = event.judged.map((label) =>
    applies.has(label) ? localize('{0}: yes', label) : localize('{0}: no', label),
  );
  return each.join(', ');
}

/** What an import gave a record. */
export function importText({ label, yes, spans }: ImportEvent, localize: Localize): string {
  if (yes) return namesText(yes, localize);
  return spans ? spansText(spans, localize) : (label ?? '');
}

function namesText(names: readonly string[], localize: Localize): string {
  return names.length === 0 ? localize('None of these') : names.join(', ');
}

function spansText(spans: SpansEvent['spans'], localize: Localize): string {
  if (spans.length === 0) return localize('Nothing in it');
  return spans.map(({ label, text }) => `${label} “${text}”`).join(', ');
}
