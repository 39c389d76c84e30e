import type { Localize } from '../../../core/localize.ts';
import type { ImportMessages, ImportOutcome } from '../../../core/messages/importMessages.ts';
import type { Texts } from './texts.ts';

export const importTexts: Texts<ImportMessages> = {
  'import.nameFiles': (_, localize) =>
    localize('Name the project and the file: import PROJECT FILE. --help says more.'),
  'import.notTogether': ({ option, isNew }, localize) =>
    isNew
      ? localize('{0} cannot be given with --new. Leave one of them out.', option)
      : localize('{0} is only for a new project. Add --new, or leave it out.', option),
  'import.noReading': ({ file, task }, localize) =>
    task === 'multi'
      ? localize('{0} has no answers of several labels a record.', file)
      : localize('{0} has no answers of one label a record.', file),
  'import.noLabels': ({ file }, localize) =>
    localize(
      '{0} has texts, but no answers. “New Project from File…” in VS Code makes a project of its texts.',
      file,
    ),
  'import.oneLabel': ({ file, label }, localize) =>
    localize(
      'The only label of {0} is {1}, and a project in which a record has one label needs two of them. --task multi takes it; --reject-as LABEL names rejected records.',
      file,
      label,
    ),
  'import.joinedLabels': ({ file }, localize) =>
    localize(
      'The cells of {0} seem to have several labels each. “New Project from File…” in VS Code asks how they are separated; --from csv takes each cell as one label.',
      file,
    ),
  'import.needsYes': ({ count }, localize) =>
    localize(
      'Nothing was imported: {0} answers of the project would be replaced. --yes replaces them, --dry-run lists what else would happen.',
      count,
    ),
  'import.replaces': ({ id, annotator, at }, localize) =>
    localize('replaces {0} by {1}, {2}', id, annotator, new Date(at).toISOString()),
  'import.done': ({ file, format, rows, answers, skipped, dryRun, as }, localize) => {
    const what =
      as === 'suggestions'
        ? localize('{0} suggestions', answers)
        : localize('{0} answers, {1} of them skipped', answers, skipped);
    return dryRun
      ? localize('{0} ({1}): {2} rows, {3} would be imported', file, format, rows, what)
      : localize('{0} ({1}): {2} rows, {3} imported', file, format, rows, what);
  },
  'import.others': ({ counts }, localize) =>
    counts.map(({ what, count }) => outcome(what, count, localize)).join('; '),
  'import.unknownLabels': ({ labels }, localize) =>
    localize(
      'Labels that the project does not have, left out: {0}. --map OLD=NEW renames them, --create-labels adds them.',
      labels.map(({ label, count }) => `${label} (${count})`).join(', '),
    ),
  'import.created': ({ labels }, localize) =>
    localize('Labels added to the project: {0}', labels.join(', ')),
  'import.conflicts': ({ count, dryRun }, localize) =>
    dryRun
      ? localize('{0} records would have answers that differ, to be decided in VS Code', count)
      : localize('{0} records have answers that differ, to be decided in VS Code', count),
};

function outcome(what: ImportOutcome, count: number, localize: Localize): string {
  switch (what) {
    case 'replaced':
      return localize('{0} answers replaced', count);
    case 'remarks':
      return localize('{0} records only flagged or noted', count);
    case 'alreadySo':
      return localize('{0} records are already so', count);
    case 'merged':
      return localize('{0} rows say the same as another one, or less recently', count);
    case 'unlabelled':
      return localize('{0} rows without an answer', count);
    case 'notInPool':
      return localize('{0} rows are not in the pool', count);
    case 'leftOut':
      return localize('{0} rows have only labels that the project does not have', count);
    case 'rejected':
      return localize('{0} rejections do not say which label is right', count);
    case 'moved':
      return localize('{0} spans were widened to whole characters', count);
    case 'askedAgain':
      return localize('{0} hold-out records are asked again, blind, in their turn', count);
  }
}
