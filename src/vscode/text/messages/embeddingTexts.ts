import type { EmbeddingMessages } from '../../../core/messages/embeddingMessages.ts';
import type { Texts } from './texts.ts';

export const embeddingTexts: Texts<EmbeddingMessages> = {
  'vectors.failed': ({ why }, localize, text) =>
    localize('{0} The existing vectors stay in use.', text(why)),
  'vectors.fellBack': ({ why, serves }, localize, text) =>
    serves === 'blocks'
      ? localize('{0} Until then the other blocks serve.', text(why))
      : localize('{0} Until then the lexical embedder serves.', text(why)),
  'vectors.problems': ({ problems }, _, text) => problems.map(text).join(' '),
  'vectors.notMade': (_, localize) =>
    localize('The pool is not embedded yet. Wait for it, or resume the embedding.'),
  'vectors.changedMeanwhile': (_, localize) =>
    localize('The pool was embedded differently in the meantime. Try again.'),
  'vectors.modelGone': (_, localize) =>
    localize('The model that embedded the pool is not there any more. Embed the pool again.'),
  'vectors.blocksDiffer': (_, localize) =>
    localize('The blocks of the embedding do not have the same records.'),
  'vectors.notKept': ({ path, disk }, localize) => {
    switch (disk) {
      case 'full':
        return localize(
          'The embeddings cannot be kept in {0}: there is no space left on the disk: free some, then embed again.',
          path,
        );
      case 'quota':
        return localize(
          'The embeddings cannot be kept in {0}: your quota on the disk is used up: free some space, then embed again.',
          path,
        );
      case 'access':
        return localize(
          'The embeddings cannot be kept in {0}: access was denied: check the permissions of the folder.',
          path,
        );
      case 'readOnly':
        return localize('The embeddings cannot be kept in {0}: the disk is read-only.', path);
      case 'noFolder':
        return localize('The embeddings cannot be kept in {0}: its folder does not exist.', path);
      case 'cutShort':
        return localize(
          'The embeddings cannot be kept in {0}: the file is shorter than it was.',
          path,
        );
      case 'isFolder':
        return localize(
          'The embeddings cannot be kept in {0}: a folder has that name: move it away.',
          path,
        );
    }
  },
  'vectors.notKeptElse': ({ path, reason }, localize, text) =>
    localize('The embeddings cannot be kept in {0}: {1}.', path, text(reason)),
  'vectors.none': (_, localize) => localize('No record has a vector.'),
  'vectors.noneBecause': ({ why }, localize, text) =>
    localize('No record has a vector. {0}', text(why)),
  'vectors.noIdField': (_, localize) =>
    localize(
      'Vectors are matched by id, and the project file does not say which field that is. Give it as "id".',
    ),
  'vectors.otherIds': ({ path, vectors, idsPath, ids }, localize) =>
    localize(
      '{0} has {1} vectors, and {2} has {3} ids. Make the two again from the same rows.',
      path,
      vectors,
      idsPath,
      ids,
    ),
  'vectors.noIds': ({ idsPath, reason }, localize) =>
    localize(
      'There are no ids {0} beside the vectors ({1}). Write them there, one a line in the order of the vectors, or use "by": "row".',
      idsPath,
      reason,
    ),
  'vectors.moreThanRows': ({ path, vectors, rows }, localize) =>
    localize(
      '{0} has {1} vectors, and the pool {2} rows. If rows were taken out of the pool, vectors do not stand beside their records any more: make the file again, or use "by": "id".',
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
      '{0} of {1} records have no vector in {2} (the file has {3} rows and the pool {4}); they are known by the other blocks alone.',
      count,
      of,
      path,
      vectors,
      rows,
    ),
  'vectors.lackingById': ({ count, of, path, idsPath, id }, localize) =>
    localize(
      '{0} of {1} records have no vector in {2} (the first is "{3}" and {4} does not name it); they are known by the other blocks alone.',
      count,
      of,
      path,
      id,
      idsPath,
    ),
  'vectors.lackingWithoutId': ({ count, of, path, idsPath, line }, localize) =>
    localize(
      '{0} of {1} records have no vector in {2} (the first is without an id, on line {3}, and {4} does not name it); they are known by the other blocks alone.',
      count,
      of,
      path,
      line,
      idsPath,
    ),
  'vectors.lackingInField': ({ count, of, dimensions, field, line }, localize) =>
    localize(
      '{0} of {1} records have no vector of {2} numbers in "{3}" (the first is on line {4}); they are known by the other blocks alone.',
      count,
      of,
      dimensions,
      field,
      line,
    ),
  'vectors.odd': ({ problem, odd }, localize, text) =>
    localize('{0} {1} of them have NaN, Infinity or zeros only.', text(problem), odd),
};
