import type { StoreMessages } from '../../../core/messages/storeMessages.ts';
import type { Texts } from './texts.ts';

export const storeTexts: Texts<StoreMessages> = {
  'store.needsNode': ({ node }, localize) =>
    localize(
      'Marginalia keeps labels in SQLite, which needs Node.js 22.14 or newer; this is {0}. Update VS Code to 1.101 or newer (for the command line: Node.js).',
      node,
    ),
  'store.driverFailed': ({ platform, why }, localize) =>
    localize(
      'SQLite could not be loaded on {0}: {1} Reinstall the extension for this platform.',
      platform,
      why,
    ),
  'store.missing': ({ file }, localize) =>
    localize('There is no database {0}: nothing was recorded.', file),
  'store.ofAnotherProgram': ({ file }, localize) =>
    localize(
      '{0} is a database of another program and was left as it is. Move it away, or rename the project.',
      file,
    ),
  'store.notADatabase': ({ file }, localize) =>
    localize(
      '{0} is not a database of Marginalia and was left as it is. Move it away, or rename the project.',
      file,
    ),
  'store.needsMigration': ({ file, version, newest }) =>
    `The database ${file} has version ${version}; this Marginalia writes version ${newest}. Add --migrate to bring it up to date (a copy is kept), or open the project in VS Code.`,
  'store.ofLaterVersion': ({ file, version, newest }, localize) =>
    localize(
      '{0} was written by a newer version of Marginalia (database version {1}; this one supports {2}). Update the extension to open this project.',
      file,
      version,
      newest,
    ),
  'store.folderNotWritable': ({ folder, why }, localize) =>
    localize('The folder {0} cannot be written to: {1}.', folder, why),
  'store.unreadable': ({ file, why }, localize) => localize('{0} cannot be read: {1}.', file, why),
  'store.inUse': ({ file }, localize) =>
    localize('{0} is in use by another window or program. Close it there and try again.', file),
  'store.diskFull': ({ file }, localize) =>
    localize(
      'The disk is full, so nothing can be saved to {0}. Free some space and try again.',
      file,
    ),
  'store.notWritable': ({ file }, localize) =>
    localize('{0} cannot be written to. Check its permissions and those of its folder.', file),
  'store.cannotOpen': ({ file }, localize) =>
    localize('{0} cannot be opened. Check its permissions and those of its folder.', file),
  'store.damaged': ({ file }, localize) =>
    localize(
      '{0} is damaged and was left as it is. Restore it from a backup, or move it away and import the labels from the .labels.jsonl file beside the project.',
      file,
    ),
  'store.diskError': ({ file }, localize) =>
    localize('The disk reported an error while {0} was read or written. Check the disk.', file),
  'store.lost': ({ file, fault }, localize) => {
    switch (fault) {
      case 'missing':
        return localize(
          '{0} disappeared from the disk while this window had it open, so no answer can be saved to it.',
          file,
        );
      case 'replaced':
        return localize(
          '{0} was replaced by another file while this window had it open, so no answer can be saved to it.',
          file,
        );
      case 'cut':
        return localize(
          '{0} was truncated by another program while this window had it open, so no answer can be saved to it.',
          file,
        );
    }
  },
  'store.withoutLog': ({ file }, localize) =>
    localize(
      'The disk of {0} cannot hold a write-ahead log (a network folder, perhaps). Answers are as safe as elsewhere, but saved more slowly, and only one window can open this project.',
      file,
    ),
  'store.holdoutDrawn': (_, localize) =>
    localize(
      'The hold-out of this project has already been drawn and cannot be drawn again, because a second draw would make its metrics worthless. To start over, delete the project data.',
    ),
  'store.gone': ({ name, file, kept }, localize, text) =>
    localize(
      'The answers of {0} are missing from the disk: {1} does not exist. {2} Restore Answers brings them back; Start Empty begins a new database.',
      name,
      file,
      text(kept),
    ),
  'store.damagedButKept': ({ file, kept }, localize, text) =>
    localize(
      '{0} is damaged. {1} Restore Answers brings them back; Start Empty begins a new database. The damaged file is kept beside it.',
      file,
      text(kept),
    ),
  'store.answersKept': ({ answers, until, from }, localize) => {
    const time = new Date(until).toLocaleString();
    switch (from) {
      case 'window':
        return localize(
          '{0} answers up to {1} are kept from the window that had them open.',
          answers,
          time,
        );
      case 'backup':
        return localize(
          '{0} answers up to {1} are kept in the backup in .marginalia.',
          answers,
          time,
        );
      case 'extension':
        return localize(
          "{0} answers up to {1} are kept in the extension's own backup.",
          answers,
          time,
        );
    }
  },
  'store.answersGone': ({ why }, localize, text) =>
    localize(
      '{0} Restore Answers brings back what this window, the mirror and the backups still hold; Start Empty begins a new database.',
      text(why),
    ),
  'store.locked': (_, localize) =>
    localize(
      'Another program has locked the database. Answers are saved as soon as it releases the lock; until then they wait here.',
    ),
  'store.lockedAtOpening': (_, localize) =>
    localize(
      'Another program has locked the database. The project opens as soon as the lock is released; if it is not, close the project there.',
    ),
  'store.cannotAsk': ({ why }, localize, text) =>
    localize(
      '{0} Until then, no further records are asked; asking resumes automatically.',
      text(why),
    ),
};
