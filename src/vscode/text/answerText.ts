import type { AnswerInput } from '../../core/loop/answers/answerInput.ts';
import type { ImportEvent, LabelsEvent, SpansEvent } from '../../core/store/events.ts';
import type { StoredAnswer } from '../../core/store/store.ts';
import { labelsThat } from '../../core/task/judgement.ts';
import type { JudgedSet, LabelJudgements } from '../../core/task/labelJudgements.ts';
import type { Localize } from '../../core/localize.ts';

/** A record's answer as text: "Refund", "joy, surprise", "None of these". */
export function answerText(
  { kind, label, labels, spans }: Pick<StoredAnswer, 'kind' | 'label' | 'labels' | 'spans'>,
  localize: Localize,
): string {
  if (kind === 'skip') return localize('Skipped');
  if (labels) return namesText(labelsThat(true, { labels }), localize);
  if (spans) return spansText(spans, localize);
  return label ?? '';
}

/** "12 labelled Refund", "12 labelled joy, surprise", "12: joy: yes" */
export function formatAnswered(records: number, answer: AnswerInput, localize: Localize): string {
  switch (answer.kind) {
    case 'label':
      return localize('{0} labelled {1}', records, answer.label);
    case 'labels':
      return answer.judged
        ? localize('{0} records with {1}', records, judgedText(answer, localize))
        : localize('{0} labelled {1}', records, namesText(answer.yes, localize));
    case 'skip':
      return localize('{0} skipped', records);
    case 'flag':
      return answer.flagged
        ? localize('{0} flagged', records)
        : localize('{0} no longer flagged', records);
  }
}

/** "labelled joy, surprise"; for a partial judgement "joy: yes, anger: no". */
export function eventText(event: LabelsEvent | SpansEvent, localize: Localize): string {
  if (event.kind === 'spans') return localize('labelled {0}', spansText(event.spans, localize));
  return event.judged
    ? judgedText(event, localize)
    : localize('labelled {0}', namesText(event.yes, localize));
}

/** "joy: yes, anger: no" */
function judgedText(
  { yes, judged = [] }: Pick<JudgedSet, 'yes' | 'judged'>,
  localize: Localize,
): string {
  const applies = new Set(yes);
  return judged
    .map((label) => (applies.has(label) ? localize('{0}: yes', label) : localize('{0}: no', label)))
    .join(', ');
}

/** As `judgedText`, for a map of judgements. */
export function labelsText(labels: LabelJudgements, localize: Localize): string {
  return judgedText({ yes: labelsThat(true, { labels }), judged: [...labels.keys()] }, localize);
}

/** The answer that an import gave a record. */
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
