import type { Localize } from '../../../core/localize.ts';
import type { FileMessages } from '../../../core/messages/fileMessages.ts';
import type { Texts } from './texts.ts';

export const fileTexts: Texts<FileMessages> = {
  'file.cannotRead': ({ path, why }, localize) => cannotRead(path, why, localize),
  'file.noFolder': ({ folder }, localize) =>
    localize('There is no folder {0}. Create it, or name another file.', folder),
  'file.notAFile': ({ path }, localize) => localize('{0} is not a file.', path),
  'file.notGzip': ({ path }, localize) =>
    localize('Cannot unpack {0}: it is not a complete gzip file. Check it with gzip -t.', path),
  'file.notZstd': ({ path }, localize) =>
    localize(
      'Cannot unpack {0}: it is not a complete Zstandard file. Check it with zstd -t.',
      path,
    ),
  'file.unpacksTooFar': ({ path, most }, localize) =>
    localize(
      '{0} unpacks to more than {1}, so unpacking was stopped: the file may be made to fill the disk. If you trust it, unpack it and use the unpacked file; on the command line --max-unpacked allows more.',
      path,
      size(most),
    ),
  'npy.missing': ({ path }, localize) =>
    localize(
      'There is no vector file {0}. Put it there, or correct "vectors" in the project file.',
      path,
    ),
  'npy.cannotRead': ({ path, code }, localize) =>
    localize(
      'The vector file cannot be read ({0}): {1}. Check its permissions, or correct "vectors" in the project file.',
      code,
      path,
    ),
  'npy.otherFile': ({ path }, localize) =>
    localize(
      '{0} is not a .npy or .npz file. Create one with np.save("vectors.npy", vectors).',
      path,
    ),
  'npy.cutShort': ({ path }, localize) => localize('{0} is cut short. Save it again.', path),
  'npy.lacksRows': ({ path, rows, dimensions }, localize) =>
    localize(
      '{0} is cut short: its header names {1} vectors of {2} numbers, but it has fewer. Save it again.',
      path,
      rows,
      dimensions,
    ),
  'npy.shrank': ({ path }, localize) =>
    localize('{0} became shorter while it was being read. Save it again.', path),
  'npy.notFloats': ({ path, kind }, localize) =>
    kind === undefined
      ? localize(
          '{0} holds records, not floats. Save it with np.save(path, vectors.astype("float32")).',
          path,
        )
      : localize(
          '{0} holds numbers of type {1}, not floats. Save it with np.save(path, vectors.astype("float32")).',
          path,
          kind,
        ),
  'npy.shape': ({ path, shape }, localize) =>
    localize(
      '{0} has the shape ({1}); vectors must be a table of rows × dimensions.',
      path,
      shape.join(', '),
    ),
  'npy.fortranOrder': ({ path }, localize) =>
    localize(
      '{0} is stored by columns (Fortran order). Save it with np.save(path, np.ascontiguousarray(vectors)).',
      path,
    ),
  'npz.damaged': ({ path }, localize) =>
    localize('{0} is damaged or not a complete .npz archive. Save it again.', path),
  'npz.noSuch': ({ path, name, names }, localize) =>
    localize('{0} has no array {1}. It holds: {2}.', path, name, names.join(', ')),
  'npz.noTable': ({ path, names }, localize) =>
    localize(
      '{0} holds no table of floats, rows × dimensions. Its arrays: {1}.',
      path,
      names.join(', '),
    ),
  'npz.several': ({ path, names }, localize) =>
    localize(
      '{0} holds several tables: {1}. Name one after a number sign: {2}.',
      path,
      names.join(', '),
      `"${path}#${names[0]!}"`,
    ),
  'npz.large': ({ path, name, most }, localize) =>
    localize(
      '{0} in {1} unpacks to more than {2}. Save it as a separate file: np.save("vectors.npy", vectors).',
      name,
      path,
      size(most),
    ),
};

function cannotRead(
  path: string,
  why: FileMessages['file.cannotRead']['why'],
  localize: Localize,
): string {
  switch (why) {
    case 'missing':
      return localize(
        'Cannot read {0}: there is no such file. Correct "pool" in the project file, or put the file back.',
        path,
      );
    case 'permission':
      return localize('Cannot read {0}: you have no permission to read it.', path);
    case 'folder':
      return localize('Cannot read {0}: it is a folder. Name a file.', path);
    case 'tooManyOpen':
      return localize(
        'Cannot read {0}: too many files are open. Close other programs, then try again.',
        path,
      );
    case 'disk':
      return localize('Cannot read {0}: the disk reports an error. Check the disk.', path);
    case 'diskFull':
      return localize('Cannot read {0}: the disk is full. Free some space.', path);
  }
}

/** "3.1 MB" */
function size(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  const unit = Math.min(Math.floor(Math.log2(Math.max(1, bytes)) / 10), units.length - 1);
  return `${Number((bytes / 1024 ** unit).toFixed(1))} ${units[unit]!}`;
}
