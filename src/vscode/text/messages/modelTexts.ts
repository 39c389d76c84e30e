import type { ModelMessages } from '../../../core/messages/modelMessages.ts';
import type { Texts } from './texts.ts';

export const modelTexts: Texts<ModelMessages> = {
  'model.notDownloaded': ({ model }, localize) =>
    localize(
      'The embedding model {0} has not been downloaded yet. Allow the download, or use "embedding": "lexical".',
      model,
    ),
  'model.noFolder': ({ folder }, localize) =>
    localize('There is no model folder {0}. Correct "embedding" in the project file.', folder),
  'model.badName': ({ name }, localize) =>
    localize(
      '"{0}" is neither a folder nor the id of a model on the hub, such as "Xenova/all-MiniLM-L6-v2".',
      name,
    ),
  'model.folderLacksFile': ({ folder, file }, localize) =>
    localize(
      'The model folder {0} has no file {1}. Put it there, or choose another "embedding".',
      folder,
      file,
    ),
  'model.weightsOutside': ({ graph, file }, localize) =>
    localize(
      'The ONNX file {0} keeps weights in "{1}", outside its folder, which Marginalia does not read. Choose another model, or use "embedding": "lexical".',
      graph,
      file,
    ),
  'model.folderUnusable': ({ folder, reason }, localize, text) =>
    localize(
      'The model in {0} cannot be used ({1}). Choose a sentence-embedding model, or use "embedding": "lexical".',
      folder,
      text(reason),
    ),
  'model.downloadUnusable': ({ model, reason }, localize, text) =>
    localize(
      'The downloaded model {0} cannot be used ({1}). Download it again, choose a sentence-embedding model, or use "embedding": "lexical".',
      model,
      text(reason),
    ),
  'model.notWhatWasDownloaded': ({ model, files }, localize) =>
    localize(
      'The model {0} on this machine is not the one that was downloaded: {1} differs. Download it again, or use "embedding": "lexical".',
      model,
      files.join(', '),
    ),
  'model.unsupportedPooling': ({ model, asked }, localize) =>
    localize(
      'The model {0} uses a pooling that is not supported (1_Pooling/config.json: {1}). Choose a model with mean, cls, max or last-token pooling.',
      model,
      asked.join(', ') || localize('none'),
    ),
  'model.unreadableFile': ({ model, file, reason }, localize) =>
    localize('{0} of the model {1} cannot be read ({2}).', file, model, reason),
  'model.noJson': ({ model, file }, localize) =>
    localize(
      '{0} of the model {1} is not valid JSON. Correct it, or remove it from the folder.',
      file,
      model,
    ),
  'model.layersAfterPooling': ({ outputs }, localize) =>
    localize(
      'its "modules.json" has a layer after the pooling, and the ONNX file gives no finished vectors; its outputs: {0}',
      outputs.join(', ') || localize('none'),
    ),
  'model.noTokenVectors': ({ outputs }, localize) =>
    localize(
      'it gives no vectors of tokens or texts; its outputs: {0}',
      outputs.join(', ') || localize('none'),
    ),
  'model.unknownBundled': ({ name }, localize) =>
    localize('No model {0} comes with this version of Marginalia.', name),
  'model.notOnThisPlatform': ({ name }, localize) =>
    localize('The model {0} does not come with Marginalia on this platform.', name),
  'model.damagedBundled': ({ name, file }, localize) =>
    localize(
      'The model {0} that comes with Marginalia is damaged: {1} is not what was shipped. Install the extension again.',
      name,
      file,
    ),
  'model.unusableHere': ({ name, reason }, localize, text) =>
    localize('The model {0} cannot be used on this machine ({1}).', name, text(reason)),
  'model.keepsEnding': ({ name, why }, localize, text) =>
    localize('The process of the model {0} keeps ending ({1}).', name, text(why)),
  'model.badBundledFile': ({ file, path, wrong }, localize) => {
    if (wrong === 'missing') {
      return localize(
        '{0}, which comes with Marginalia, is missing ({1}). Install Marginalia again.',
        file,
        path,
      );
    }
    return wrong === 'unreadable'
      ? localize(
          '{0}, which comes with Marginalia, cannot be read ({1}). Install Marginalia again.',
          file,
          path,
        )
      : localize(
          '{0}, which comes with Marginalia, is damaged: its SHA-256 is not the one it was released with ({1}). Install Marginalia again.',
          file,
          path,
        );
  },
  'static.badTable': ({ wrong }, localize) =>
    wrong === 'incomplete'
      ? localize(
          'The table of the static embedding is not complete. Install Marginalia again, or use "embedding": "lexical".',
        )
      : localize(
          'The table of the static embedding has the wrong file format. Install Marginalia again, or use "embedding": "lexical".',
        ),
  'static.otherVersion': ({ version, known }, localize) =>
    localize(
      'The table of the static embedding has version {0}, but only {1} is supported. Install Marginalia again, or use "embedding": "lexical".',
      version,
      known,
    ),
  'static.otherVocabulary': ({ rows, pieces }, localize) =>
    localize(
      'The table of the static embedding has {0} rows, but its vocabulary has {1} pieces. Install Marginalia again, or use "embedding": "lexical".',
      rows,
      pieces,
    ),
  'wordpiece.badVocabulary': (_, localize) =>
    localize(
      'The vocabulary cannot be used: every line must be a different piece, and one of them "[UNK]".',
    ),
  'lexical.badFile': ({ wrong }, localize) => {
    switch (wrong) {
      case 'incomplete':
        return localize(
          'The stored lexical embedder is not complete. Embed the pool again to rebuild it.',
        );
      case 'otherKind':
        return localize(
          'The stored lexical embedder has the wrong file format. Embed the pool again to rebuild it.',
        );
      case 'damaged':
        return localize(
          'The stored lexical embedder is damaged. Embed the pool again to rebuild it.',
        );
    }
  },
  'lexical.otherVersion': ({ version, known }, localize) =>
    localize(
      'The stored lexical embedder has version {0}, but only {1} is supported. Embed the pool again to rebuild it.',
      version,
      known,
    ),
  'lexical.noText': (_, localize) =>
    localize('The pool has no text to embed: every text field that was read is empty.'),
};
