import type { OnnxMessages } from '../../../core/messages/onnxMessages.ts';
import type { Texts } from './texts.ts';

export const onnxTexts: Texts<OnnxMessages> = {
  'onnx.unreadable': ({ name }, localize) => localize('The ONNX file of {0} cannot be read.', name),
  'onnx.tooOld': ({ name, version, oldest }, localize) =>
    localize(
      'The ONNX file of {0} uses operator set {1}; the head needs {2} or later. Export a folder instead.',
      name,
      version,
      oldest,
    ),
  'onnx.noVectors': ({ name, outputs }, localize) =>
    localize(
      'The ONNX file of {0} has no vectors among its outputs ({1}). Export a folder instead.',
      name,
      outputs.join(', '),
    ),
  'onnx.severalEncoders': ({ names }, localize) =>
    localize(
      'An ONNX file holds one sentence model, but this project uses {0}. Export a folder instead.',
      names.join(', '),
    ),
  'onnx.noRuntime': ({ reason }, localize, text) =>
    localize(
      'An ONNX model is compared with the project before it is written, but onnxruntime does not run here ({0}). Export a folder instead.',
      text(reason),
    ),
  'onnx.notFolder': ({ path }, localize) =>
    localize(
      '{0} holds an ONNX graph, which onnxruntime runs. To predict with Marginalia, export a folder.',
      path,
    ),
};
