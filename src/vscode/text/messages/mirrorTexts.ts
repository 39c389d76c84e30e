import type { MirrorMessages } from '../../../core/messages/mirrorMessages.ts';
import type { Texts } from './texts.ts';

export const mirrorTexts: Texts<MirrorMessages> = {
  'mirror.lineNotJson': (_, localize) => localize('This line is not JSON.'),
  'mirror.lineNotAnObject': (_, localize) => localize('This line is not an object.'),
  'mirror.lineLacks': ({ key }, localize) => localize('"{0}" is missing.', key),
  'mirror.lineWithoutTime': (_, localize) =>
    localize('"at" is no time, such as 2025-01-31T12:00:00.000Z.'),
  'mirror.lineWithoutAnswer': (_, localize) =>
    localize('A line has either "label" or "skipped": true.'),
  'mirror.lineKept': ({ file, line, why }, localize, text) =>
    localize('{0}, line {1}: {2} It stays in the file.', file, line, text(why)),
  'mirror.takenOver': ({ file, annotations }, localize) =>
    localize('{0}: {1} annotations taken over.', file, annotations),
  'mirror.foreign': ({ file, annotations }, localize) =>
    localize(
      '{0} has annotations from elsewhere: {1}. They are taken over when the project is opened again.',
      file,
      annotations,
    ),
  'mirror.notRead': ({ file, why }, localize) =>
    localize(
      '{0} cannot be read ({1}), so it is neither taken over nor written. Your answers are safe in the database. Allow reading it, then open the project again.',
      file,
      why,
    ),
  'mirror.notWritten': ({ file, why }, localize) =>
    localize(
      '{0} could not be written ({1}), so git does not see the latest answers. They are safe in the database. Make room or allow writing; the next answer tries again.',
      file,
      why,
    ),
};
