import type { PoolMessages } from '../../../core/messages/poolMessages.ts';
import { lostRows } from './accountText.ts';
import { oneOf } from './names.ts';
import { existingFields } from './rowTexts.ts';
import type { Texts } from './texts.ts';

export const poolTexts: Texts<PoolMessages> = {
  'pool.noRows': (_, localize) => localize('This file has no rows that can be used.'),
  'pool.noFiles': ({ pattern }, localize) =>
    localize(
      'There is no file {0}. Correct "pool" in the project file, or put the files there.',
      pattern,
    ),
  'pool.missingField': ({ field, existing }, localize) =>
    localize('No row has "{0}". {1}', field, existingFields(existing, localize)),
  'pool.lacksText': ({ path, fields, existing }, localize) => {
    const names = oneOf(fields, localize);
    const known = existingFields(existing, localize);
    return existing.are === 'columns'
      ? localize(
          '{0} has no column {1}. {2} Correct "text" in the project file.',
          path,
          names,
          known,
        )
      : localize(
          '{0} has no field {1}. {2} Correct "text" in the project file.',
          path,
          names,
          known,
        );
  },
  'pool.noText': ({ files, fields, first }, localize, text) => {
    const [paths, names] = [files.join(', '), oneOf(fields, localize)];
    return first === undefined
      ? localize('There is no text to label in {0} ({1}).', paths, names)
      : localize(
          'There is no text to label in {0} ({1}). Line {2}: {3}',
          paths,
          names,
          first.line,
          text(first.problem),
        );
  },
  'pool.allFilteredOut': ({ files, rows }, localize) =>
    localize(
      'No row of {0} passes the filter ({1} were left out). Correct "filter".',
      files.join(', '),
      rows,
    ),
  'pool.changed': ({ path }, localize) =>
    localize(
      '{0} has changed since it was read. It is read again; labels stay with their texts.',
      path,
    ),
  'pool.lostRows': (account, localize) => lostRows(account, localize).join(' · '),
  'pool.compressed': ({ path }, localize) =>
    localize('{0} is compressed by gzip. Name it .gz, or set "gzip": true for it.', path),
  'pool.isJsonList': ({ path }, localize) =>
    localize(
      '{0} is one JSON list, not JSON Lines. Set "kind": "json" for it, or leave its "format" out.',
      path,
    ),
  'pool.noList': ({ path, list }, localize) =>
    localize('{0} has no list of objects at "{1}". Correct "path" in its "format".', path, list),
  'pool.nothingToLabel': ({ path }, localize) =>
    localize(
      'There is nothing to label in {0}: it has no rows with fields that can be read. A pool is JSON (a list of objects, or one object per line) or a table with delimiters (CSV, TSV).',
      path,
    ),
};
