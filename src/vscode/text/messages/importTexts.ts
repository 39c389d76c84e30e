import type { Localize } from '../../../core/localize.ts';
import type { ImportMessages, ImportOutcome } from '../../../core/messages/importMessages.ts';
import { withDidYouMean } from './didYouMean.ts';
import { proposedText } from './interchangeTexts.ts';
import { doubtTexts } from './readingTexts.ts';
import type { Texts } from './texts.ts';

export const importTexts: Texts<ImportMessages> = {
  'import.nameFiles': (_, localize) =>
    localize('Name the project and the file: import PROJECT FILE. --help says more.'),
  'import.sameFile': ({ file }, localize) =>
    localize('{0} is named more than once, and read once.', file),
  'import.severalTexts': ({ files }, localize) =>
    localize(
      'None of these files has answers: {0}. import --new makes a pool of one such file; a pattern in its project file, as "pool": ["data/*.jsonl"], names several.',
      files.join(', '),
    ),
  'import.files': ({ count }, localize) => localize('{0} files', count),
  'import.ofFile': ({ file, rows, answered, counts }, localize) => {
    const read = rows === 1 ? localize('1 row') : localize('{0} rows', rows);
    const taken =
      answered === 1
        ? localize('1 row with an answer to a record')
        : localize('{0} rows with an answer to a record', answered);
    const others = counts.map(({ what, count }) => outcome(what, count, localize));
    return `${file}: ${[read, taken, ...others].join('; ')}`;
  },
  'import.notTogether': ({ option, isNew }, localize) =>
    isNew
      ? localize('{0} cannot be given with --new. Leave one of them out.', option)
      : localize('{0} is only for a new project. Add --new, or leave it out.', option),
  'import.noReading': ({ file, task }, localize) =>
    task === 'multi'
      ? localize('{0} has no answers with several labels per record.', file)
      : localize('{0} has no answers with one label per record.', file),
  'import.noLabels': ({ file, least, fields }, localize) =>
    [
      least === 1
        ? localize('{0} has no answers. Name the labels of the project: --labels NAME,NAME.', file)
        : localize(
            '{0} has no answers. Name at least two labels of the project: --labels NAME,NAME.',
            file,
          ),
      ...(fields.length === 0
        ? []
        : [
            localize(
              'If one of the fields contains the labels, name it with --label-field and the text field with --text-field: {0}.',
              fields.join(', '),
            ),
          ]),
    ].join(' '),
  'import.proposed': ({ file, fields, doubts, ...proposed }, localize, text) =>
    [
      localize('It is not clear which field of {0} contains the answers.', file),
      proposedText(proposed, localize),
      localize('Its fields: {0}.', fields.join(', ')),
      localize(
        'If no field contains answers, name the labels of the project with --labels NAME,NAME.',
      ),
      ...doubtTexts(doubts, localize, text),
    ].join(' '),
  'import.oneLabel': ({ file, label }, localize) =>
    localize(
      'The only label of {0} is {1}, but a project with one label per record needs at least two. Add another with --labels NAME, allow any number of labels per record with --task multi, or give rejected records per label with --reject-as LABEL.',
      file,
      label,
    ),
  'import.onlyTexts': ({ records }, localize) =>
    localize('Answers: 0. Records to label: {0}.', records),
  'import.predictions': ({ file }, localize) =>
    localize(
      '{0} contains the predictions of a model (Marginalia predictions), not answers, so nothing was imported. To show the predictions as suggestions, add --as suggestions. Rows with "is_labelled": true already have an answer in their project.',
      file,
    ),
  'import.needsYes': ({ count }, localize) =>
    count === 1
      ? localize(
          'Nothing was imported, because 1 answer of the project would be replaced. Add --yes to replace it, or --dry-run to preview the whole import.',
        )
      : localize(
          'Nothing was imported, because {0} answers of the project would be replaced. Add --yes to replace them, or --dry-run to preview the whole import.',
          count,
        ),
  'import.wrote': ({ project, pool, file, rows, repeated }, localize) =>
    [
      localize('Written: {0}, and {1} with the texts, {2} rows.', project, pool, rows),
      ...(repeated > 0
        ? [
            localize(
              'Duplicate rows of {0} left out: {1}. To predict every row of the file, run “predict {2} --input {0}”.',
              file,
              repeated,
              project,
            ),
          ]
        : []),
    ].join(' '),
  'import.replaces': ({ id, text, labels, isSkip, annotator, at }, localize) => {
    const record = [id, text === undefined ? undefined : `“${text}”`].filter(Boolean).join(' ');
    const answer = isSkip
      ? localize('skipped')
      : labels.length === 0
        ? localize('None of these')
        : labels.join(', ');
    const when = new Date(at).toISOString();
    return localize('{0}: in place of “{1}”, given by {2} on {3}', record, answer, annotator, when);
  },
  'import.done': ({ file, format, rows, answers, skipped, dryRun, as }, localize) => {
    const read = rows === 1 ? localize('1 row') : localize('{0} rows', rows);
    const what =
      as === 'suggestions' ? suggestions(answers, localize) : answersCount(answers, localize);
    const done = dryRun
      ? localize('{0} ({1}): {2}, {3} would be imported', file, format, read, what)
      : localize('{0} ({1}): {2}, {3} imported', file, format, read, what);
    return skipped > 0 ? localize('{0}, {1} of them skipped', done, skipped) : done;
  },
  'import.nothing': ({ file, dryRun }, localize) =>
    dryRun
      ? localize('Nothing of {0} would be imported, for these reasons:', file)
      : localize('Nothing of {0} was imported, for these reasons:', file),
  'import.noAnswers': ({ file, fields }, localize) => {
    const none = localize('No row of {0} has an answer.', file);
    return fields.length === 0
      ? none
      : localize(
          '{0} If one of these fields contains the answers, name it with --label-field: {1}.',
          none,
          fields.join(', '),
        );
  },
  'import.onlyIds': ({ file }, localize) =>
    localize(
      '{0} has ids and labels but no texts. To apply the labels to the records of a project that have these ids, run “import PROJECT {0}”. If a field does contain texts, name it with --text-field.',
      file,
    ),
  'import.noId': ({ field }, localize) =>
    localize('This row has no id in “{0}”, so it is left out.', field),
  'import.unknownId': ({ id }, localize) => localize('No record of the pool has the id “{0}”.', id),
  'import.sharedId': ({ id }, localize) =>
    localize('Several records of the pool have the id “{0}”, so its answer is left out.', id),
  'import.moreIds': ({ count }, localize) =>
    count === 1
      ? localize('… and 1 more row whose id matches no record, or several')
      : localize('… and {0} more rows whose ids match no record, or several', count),
  'import.others': ({ counts }, localize) =>
    counts.map(({ what, count }) => outcome(what, count, localize)).join('; '),
  'import.unknownLabels': ({ labels }, localize) =>
    localize(
      'Labels left out because the project does not have them: {0}. Use --map OLD=NEW to rename them, or --create-labels to add them.',
      labels.map(({ label, count }) => `${label} (${count})`).join(', '),
    ),
  'import.alikeLabels': ({ labels }, localize) =>
    localize(
      'Labels that differ from those of the project only in case or spaces: {0}. To treat them as the same, add {1}',
      labels.map(({ label, like }) => `${label} – ${like}`).join(', '),
      labels.map(({ label, like }) => `--map ${quoted(`${label}=${like}`)}`).join(' '),
    ),
  'import.unknownTarget': ({ option, label, meant, labels }, localize) =>
    withDidYouMean(
      localize('The project has no label “{0}”, given with {1}.', label, option),
      meant,
      localize('Its labels: {0}. To add missing labels, use --create-labels.', labels.join(', ')),
      localize,
    ),
  'import.created': ({ labels, dryRun }, localize) =>
    dryRun
      ? localize('Labels that would be added to the project: {0}', labels.join(', '))
      : localize('Labels added to the project: {0}', labels.join(', ')),
  'import.conflicts': ({ count, dryRun }, localize) => {
    if (count === 1) {
      return dryRun
        ? localize(
            '1 record would have conflicting answers, to be resolved in VS Code; --replace uses those of the file',
          )
        : localize(
            '1 record has conflicting answers, to be resolved in VS Code; --replace uses those of the file',
          );
    }
    return dryRun
      ? localize(
          '{0} records would have conflicting answers, to be resolved in VS Code; --replace uses those of the file',
          count,
        )
      : localize(
          '{0} records have conflicting answers, to be resolved in VS Code; --replace uses those of the file',
          count,
        );
  },
};

function answersCount(count: number, localize: Localize): string {
  return count === 1 ? localize('1 answer') : localize('{0} answers', count);
}

function suggestions(count: number, localize: Localize): string {
  return count === 1 ? localize('1 suggestion') : localize('{0} suggestions', count);
}

/** Quotes a word for a POSIX shell where necessary. */
function quoted(word: string): string {
  return /^[\p{L}\p{N}_=.-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Worded to fit both the plan and the result of an import. */
function outcome(what: ImportOutcome, count: number, localize: Localize): string {
  const isSingular = count === 1;
  switch (what) {
    case 'replaced':
      return isSingular
        ? localize('1 existing answer replaced')
        : localize('{0} existing answers replaced', count);
    case 'remarks':
      return isSingular
        ? localize('1 record with only a flag or a note')
        : localize('{0} records with only a flag or a note', count);
    case 'alreadySo':
      return isSingular
        ? localize('1 record already has this answer')
        : localize('{0} records already have these answers', count);
    case 'merged':
      return isSingular
        ? localize('1 row repeats another one, or is older')
        : localize('{0} rows repeat other ones, or are older', count);
    case 'unlabelled':
      return isSingular
        ? localize('1 row without an answer')
        : localize('{0} rows without an answer', count);
    case 'notInPool':
      return isSingular
        ? localize('1 row is not in the pool')
        : localize('{0} rows are not in the pool', count);
    case 'sharedIds':
      return isSingular
        ? localize('1 row has an id that several records share')
        : localize('{0} rows have ids that several records share', count);
    case 'leftOut':
      return isSingular
        ? localize('1 row has only labels that the project does not have')
        : localize('{0} rows have only labels that the project does not have', count);
    case 'rejected':
      return isSingular
        ? localize('1 rejection does not say which label is right')
        : localize('{0} rejections do not say which label is right', count);
    case 'refused':
      return isSingular
        ? localize('1 row, or its answer, cannot be read')
        : localize('{0} rows, or their answers, cannot be read', count);
    case 'moved':
      return isSingular
        ? localize('1 span widened to whole characters')
        : localize('{0} spans widened to whole characters', count);
    case 'askedAgain':
      return isSingular
        ? localize('1 hold-out record counts once it has been asked again, blind')
        : localize('{0} hold-out records count once they have been asked again, blind', count);
  }
}
