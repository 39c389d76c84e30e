import type { ModelFolderMessages } from '../../../core/messages/modelFolderMessages.ts';
import type { Texts } from './texts.ts';

export const modelFolderTexts: Texts<ModelFolderMessages> = {
  'modelFolder.dropout': (_, localize) =>
    localize(
      'A dropout network cannot be exported. Set "head" to "logistic" in the project file and train a round.',
    ),
};
