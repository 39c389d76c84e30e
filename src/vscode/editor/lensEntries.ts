import { stylesOf, type StoredStyles } from '../../core/labelSet/labelStyles.ts';
import type { RecordDetails } from '../../core/loop/records/recordDetails.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import type { Localize } from '../../core/localize.ts';
import { share } from '../text/numbers.ts';
import { labelsOf } from '../../core/store/labelsOf.ts';
import type { AnswerInput } from '../../core/loop/answers/answerInput.ts';

/** A code lens above a record; without an answer it asks for a label. */
export interface LensEntry {
  readonly title: string;
  readonly tooltip: string;
  readonly answer?: AnswerInput;
}

/** Labels offered directly; "more" offers the rest. */
const maxLabels = 4;

/**
 * The labels in the order in which they are offered for a record: by probability if the prediction
 * may be shown.
 */
export function labelsInOrder(
  project: ProjectFile,
  facts: RecordDetails | undefined,
  storedStyles?: StoredStyles,
): { readonly name: string; readonly key?: string; readonly p?: number }[] {
  const styles = stylesOf(project.labels, storedStyles);
  const p = new Map(
    facts?.prediction?.probabilities.map((prediction) => [prediction.label, prediction.p]),
  );
  return project.labels
    .map(({ name }, i) => ({
      name,
      ...(styles[i]!.key === undefined ? {} : { key: styles[i]!.key }),
      ...(p.has(name) ? { p: p.get(name)! } : {}),
    }))
    .sort((a, b) => (b.p ?? -1) - (a.p ?? -1));
}

/** The code lenses above the record at the cursor. */
export function lensEntries(
  project: ProjectFile,
  facts: RecordDetails,
  showSuggestion: boolean,
  localize: Localize,
): LensEntry[] {
  const { answer } = facts;
  const labels = labelsInOrder(project, showSuggestion ? facts : undefined);
  const currentLabels = new Set(answer && labelsOf(answer));
  const likeliest = labels.slice(0, maxLabels);
  const hidden = labels.filter(
    (label) => currentLabels.has(label.name) && !likeliest.includes(label),
  );
  const offered = [...likeliest.slice(0, Math.max(0, maxLabels - hidden.length)), ...hidden];
  const isMultiLabel = project.task === 'multi';
  const entries = offered.map(({ name, p }): LensEntry => {
    const likely = p === undefined ? name : `${name} ${share(p)}`;
    const isPresent = currentLabels.has(name);
    return {
      title: isPresent ? `$(check) ${likely}` : likely,
      ...(isMultiLabel
        ? toggle(project, name, isPresent, localize)
        : {
            tooltip: localize('Label this record {0}', name),
            answer: { kind: 'label', label: name },
          }),
    };
  });
  if (isMultiLabel) {
    const tooltip = localize('Choose all labels that apply, or none of them');
    entries.push({ title: localize('all labels…'), tooltip });
  } else if (labels.length > offered.length) {
    entries.push({ title: localize('more…'), tooltip: localize('Choose among all labels') });
  }
  entries.push({
    title: answer?.kind === 'skip' ? `$(check) ${localize('Skip')}` : localize('Skip'),
    tooltip: localize('Skip this record'),
    answer: { kind: 'skip' },
  });
  const flagged = answer?.flagged ?? false;
  entries.push({
    title: flagged ? `$(bookmark) ${localize('Unflag')}` : localize('Flag'),
    tooltip: flagged ? localize('Remove the flag of this record') : localize('Flag this record'),
    answer: { kind: 'flag', flagged: !flagged },
  });
  return entries;
}

/** Toggles whether one label applies; the other labels stay. */
function toggle(
  { labels }: ProjectFile,
  name: string,
  isPresent: boolean,
  localize: Localize,
): Pick<LensEntry, 'tooltip' | 'answer'> {
  return {
    tooltip: isPresent
      ? localize('{0} does not apply; the other labels stay', name)
      : localize('{0} applies; the other labels stay', name),
    answer: {
      kind: 'labels',
      yes: isPresent ? [] : [name],
      of: labels.map((label) => label.name),
      judged: [name],
    },
  };
}
