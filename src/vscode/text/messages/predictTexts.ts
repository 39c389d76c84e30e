import type { PredictMessages } from '../../../core/messages/predictMessages.ts';
import { encodingName, formatReading } from './formatReading.ts';
import type { Texts } from './texts.ts';

export const predictTexts: Texts<PredictMessages> = {
  'predict.notTrained': ({ hasAnswers }, localize) =>
    hasAnswers
      ? localize(
          'There are answers, but no round has been trained yet. Run “Retrain Now”, or “marginalia train” on the command line.',
        )
      : localize('Nothing is trained yet. Label some records first.'),
  'predict.noSuchRound': ({ round, newest }, localize) =>
    localize('There is no round {0}. The newest one is {1}.', round, newest),
  'predict.noHead': ({ round }, localize) =>
    localize('The model of round {0} was not kept. Train a round, or choose another one.', round),
  'predict.otherVectors': ({ round }, localize) =>
    localize(
      'The vectors of the project have changed since round {0} was trained. Train a new round first.',
      round,
    ),
  'predict.noLabels': ({ round }, localize) =>
    localize(
      'Round {0} has learnt none of the current labels of the project. Train a round first.',
      round,
    ),
  'predict.ownVectors': ({ vectors }, localize) =>
    localize(
      'The project’s vectors ({0}) belong to the rows of its pool, so other texts have none. Leave out --input.',
      vectors,
    ),
  'predict.noInput': (_, localize) =>
    localize('A model folder has no pool. Name a file with texts: --input FILE.'),
  'predict.ofProject': ({ option }, localize) =>
    localize('{0} is only for a project. Leave it out for a model folder.', option),
  'predict.notOneModel': (_, localize) =>
    localize('Name one project file or one model folder. See predict --help.'),
  'predict.noSuchPath': ({ path }, localize) =>
    localize('There is no model folder {0}, and no project file of that name.', path),
  'predict.badThreshold': ({ given }, localize) =>
    localize('--threshold takes a probability between 0 and 1, not “{0}”.', given),
  'predict.badRound': ({ given }, localize) =>
    localize('--round takes the number of a round, such as 12, not “{0}”.', given),
  'predict.badEnding': ({ file, formats }, localize) =>
    localize(
      'The file name {0} does not show which format to write. Use one of the extensions {1}, or choose the format with --to.',
      file,
      formats.map((format) => `.${format}`).join(', '),
    ),
  'predict.noRows': ({ file }, localize) =>
    localize('{0} has no rows that can be read, so nothing was predicted.', file),
  'predict.noField': ({ file, field, fields }, localize) =>
    localize('{0} has no field “{1}”. Its fields: {2}.', file, field, fields.join(', ')),
  'predict.emptyTexts': ({ file, field }, localize) =>
    localize(
      'The field “{1}” of {0} is empty in every row. If another field contains the texts, name it with --text-field.',
      file,
      field,
    ),
  'predict.noTexts': ({ file, fields }, localize) =>
    localize(
      'No field of {0} looks like text. If one contains the texts, name it with --text-field. Its fields: {1}.',
      file,
      fields.join(', '),
    ),
  'predict.read': ({ file, format: given, text: fields, id, isLines }, localize) => {
    if (isLines && typeof given === 'object') {
      const encoding = encodingName(given.encoding ?? 'utf-8');
      return localize('{0} ({1}): each line is a text.', file, encoding);
    }
    const format = typeof given === 'string' ? given : formatReading(given, localize);
    if (!fields) return localize('{0} is read as {1}.', file, format);
    const text = fields.map((field) => `“${field}”`).join(' + ');
    return id === undefined
      ? localize('{0} ({1}): the text is {2}.', file, format, text)
      : localize('{0} ({1}): the text is {2}, the id “{3}”.', file, format, text, id);
  },
  'predict.below': ({ rows, of, threshold, task }, localize) =>
    task === 'single'
      ? localize('Rows without a label, below {0}: {1} of {2}.', threshold, rows, of)
      : localize('Rows without a label at or above {0}: {1} of {2}.', threshold, rows, of),
  'predict.written': ({ rows }, localize) => localize('Rows predicted: {0}.', rows),
  'predict.leftOut': ({ rows, line, file, why }, localize, text) =>
    file === undefined
      ? localize('Rows left out: {0}; the first is line {1}: {2}', rows, line, text(why))
      : localize(
          'Rows left out: {0}; the first is line {1} of {2}: {3}',
          ...[rows, line, file, text(why)],
        ),
};
