import type { ModelFolderMessages } from '../../../core/messages/modelFolderMessages.ts';
import type { Texts } from './texts.ts';

export const modelFolderTexts: Texts<ModelFolderMessages> = {
  'modelFolder.dropout': (_, localize) =>
    localize(
      'A dropout network cannot be exported. Set "head" to "logistic" in the project file and train a round.',
    ),
  'modelFolder.otherVersion': ({ version }, localize) =>
    localize(
      'The model folder has version {0}, which this version of Marginalia cannot read. Update Marginalia.',
      version,
    ),
  'modelFolder.damaged': ({ part }, localize) =>
    localize('The model folder is damaged: {0}. Export the model again.', part),
  'modelFolder.needsVectors': ({ name }, localize) =>
    localize(
      'The model needs vectors of {0} beside the texts. Add one to every row: "vectors": {"{0}": […]}.',
      name,
    ),
  'modelFolder.otherLength': ({ name, dimensions, found }, localize) =>
    localize('A vector of {0} has {1} numbers; the model needs {2}.', name, found, dimensions),
  'modelFolder.noRuntime': (_, localize) =>
    localize(
      'This model has sentence vectors, which need onnxruntime-node. Install it beside marginalia: npm install --ignore-scripts onnxruntime-node.',
    ),
  'modelFolder.noOut': () => 'Name the folder to write with --out. See --help.',
  'modelFolder.otherLabels': ({ round, labels }, localize) =>
    localize(
      'Round {0} predicts labels that have since been merged or removed: {1}. Train a new round.',
      round,
      labels.join(', '),
    ),
  'modelFolder.severalVectors': (_, localize) =>
    localize(
      'A model with vectors of several servers or files cannot be exported. Keep one of them in "embedding" and train a round.',
    ),
  'modelFolder.untrusted': (_, localize) =>
    localize('The model runs only in a trusted folder. Trust it, and export again.'),
  'modelFolder.isFile': ({ path }, localize) =>
    localize('{0} is a file. Choose the name of a new folder.', path),
  'modelFolder.notEmpty': ({ path }, localize) =>
    localize('{0} is not empty. Choose the name of a new folder.', path),
  'modelFolder.ofEarlier': ({ path }, localize) =>
    localize('{0} holds a model already. Add --force to replace it.', path),
  'modelFolder.ownPlace': ({ path }, localize) =>
    localize('{0} belongs to the project and cannot be overwritten. Choose another name.', path),
  'modelFolder.cannotWrite': ({ path, why }, localize) =>
    localize('{0} cannot be written ({1}). Choose another place.', path, why),
  'modelFolder.noModel': ({ path }, localize) =>
    localize('{0} holds no model that Marginalia exported.', path),
  'modelFolder.differs': ({ difference }, localize) =>
    localize(
      'The exported model would differ from the project by {0} in a probability, so nothing was written. Please report this.',
      difference.toExponential(1),
    ),
  'modelFolder.noWeights': ({ name, file }, localize) =>
    localize(
      'The sentence model {0} keeps weights in {1}, which is missing or incomplete. Put the file beside its ONNX file.',
      name,
      file,
    ),
  'modelFolder.encoderTooLarge': ({ name }, localize) =>
    localize(
      'The sentence model {0} has more than 2 GB of weights, which one ONNX file cannot hold. Use a quantised one.',
      name,
    ),
  'modelFolder.written': ({ path, round, bytes }, localize) =>
    localize(
      'Round {0} was exported to {1} ({2} MB). Its README says how to use it.',
      round,
      path,
      (bytes / 1e6).toFixed(1),
    ),
  'modelFolder.gathering': (_, localize) => localize('Reading the model'),
  'modelFolder.checking': (_, localize) => localize('Comparing with the project'),
  'modelFolder.writing': (_, localize) => localize('Writing the folder'),
};
