import type { EmbeddingMessages } from '../../../core/messages/embeddingMessages.ts';
import type { Texts } from './texts.ts';

export const embeddingTexts: Texts<EmbeddingMessages> = {
  'vectors.failed': ({ why }, localize, text) =>
    localize('{0} The existing vectors stay in use.', text(why)),
  'vectors.fellBack': ({ why, serves }, localize, text) =>
    serves === 'blocks'
      ? localize('{0} Until then, the other blocks are used.', text(why))
      : localize('{0} Until then, the lexical embedder is used.', text(why)),
  'vectors.problems': ({ problems }, _, text) => problems.map(text).join(' '),
  'vectors.notMade': (_, localize) =>
    localize('The pool is not embedded yet. Wait for it, or resume the embedding.'),
  'vectors.changedMeanwhile': (_, localize) =>
    localize('The pool was embedded differently in the meantime. Try again.'),
  'vectors.modelGone': (_, localize) =>
    localize('The model that embedded the pool no longer exists. Embed the pool again.'),
  'vectors.blocksDiffer': (_, localize) =>
    localize('The blocks of the embedding cover different records. Embed the pool again.'),
  'vectors.notKept': ({ path, disk }, localize) => {
    switch (disk) {
      case 'full':
        return localize(
          'The embeddings cannot be saved in {0} because the disk is full. Free some space, then embed again.',
          path,
        );
      case 'quota':
        return localize(
          'The embeddings cannot be saved in {0} because your disk quota is used up. Free some space, then embed again.',
          path,
        );
      case 'access':
        return localize(
          'The embeddings cannot be saved in {0} because access was denied. Check the permissions of the folder, then embed again.',
          path,
        );
      case 'readOnly':
        return localize(
          'The embeddings cannot be saved in {0} because the disk is read-only. Make it writable, then embed again.',
          path,
        );
      case 'noFolder':
        return localize(
          'The embeddings cannot be saved in {0} because its folder does not exist. Embed again.',
          path,
        );
      case 'cutShort':
        return localize(
          'The embeddings cannot be saved in {0} because the file was truncated. Embed again.',
          path,
        );
      case 'isFolder':
        return localize(
          'The embeddings cannot be saved in {0} because a folder has that name. Move the folder, then embed again.',
          path,
        );
    }
  },
  'vectors.notKeptElse': ({ path, reason }, localize, text) =>
    localize('The embeddings cannot be saved in {0}: {1}.', path, text(reason)),
  'vectors.none': (_, localize) => localize('No record has a vector.'),
  'vectors.noneBecause': ({ why }, localize, text) =>
    localize('No record has a vector. {0}', text(why)),
  'vectors.noIdField': (_, localize) =>
    localize(
      'Vectors are matched by id, but the project file names no field with ids. Name one as "id".',
    ),
  'vectors.otherIds': ({ path, vectors, idsPath, ids }, localize) =>
    localize(
      '{0} has {1} vectors, but {2} has {3} ids. Create both again from the same rows.',
      path,
      vectors,
      idsPath,
      ids,
    ),
  'vectors.noIds': ({ idsPath, reason }, localize) =>
    localize(
      'The ids of the vectors are expected in {0}, which cannot be read ({1}). Write them there, one per line in the order of the vectors, or use "by": "row".',
      idsPath,
      reason,
    ),
  'vectors.moreThanRows': ({ path, vectors, rows }, localize) =>
    localize(
      '{0} has {1} vectors, but the pool has {2} rows. If rows were removed from the pool, the vectors no longer match their records: create the file again, or use "by": "id".',
      path,
      vectors,
      rows,
    ),
  'vectors.noField': ({ field }, localize) =>
    localize(
      'No record has a list of numbers in "{0}". Correct "field" in the project file.',
      field,
    ),
  'vectors.lackingByRow': ({ count, of, path, vectors, rows }, localize) =>
    localize(
      '{0} of {1} records have no vector in {2} (the file has {3} rows and the pool {4}). Only the other blocks are used for them.',
      count,
      of,
      path,
      vectors,
      rows,
    ),
  'vectors.lackingById': ({ count, of, path, idsPath, id }, localize) =>
    localize(
      '{0} of {1} records have no vector in {2} (the first is "{3}", which {4} does not name). Only the other blocks are used for them.',
      count,
      of,
      path,
      id,
      idsPath,
    ),
  'vectors.lackingWithoutId': ({ count, of, path, idsPath, line }, localize) =>
    localize(
      '{0} of {1} records have no vector in {2} (the first is on line {3} and has no id, so {4} cannot name it). Only the other blocks are used for them.',
      count,
      of,
      path,
      line,
      idsPath,
    ),
  'vectors.lackingInField': ({ count, of, dimensions, field, line }, localize) =>
    localize(
      '{0} of {1} records have no vector of {2} numbers in "{3}" (the first is on line {4}). Only the other blocks are used for them.',
      count,
      of,
      dimensions,
      field,
      line,
    ),
  'vectors.odd': ({ problem, odd }, localize, text) =>
    localize(
      '{0} The vectors of {1} of them have NaN or Infinity, or are all zeros.',
      text(problem),
      odd,
    ),
};
