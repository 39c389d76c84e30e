import type { Localize } from '../../../core/localize.ts';
import type { Message } from '../../../core/messages/message.ts';
import type { Messages } from '../../../core/messages/messages.ts';
import { backendTexts } from './backendTexts.ts';
import { checkTexts } from './checkTexts.ts';
import { commandLineTexts } from './commandLineTexts.ts';
import { commandTexts } from './commandTexts.ts';
import { downloadTexts } from './downloadTexts.ts';
import { embeddingTexts } from './embeddingTexts.ts';
import { engineTexts } from './engineTexts.ts';
import { exportTexts } from './exportTexts.ts';
import { fileTexts } from './fileTexts.ts';
import { headTexts } from './headTexts.ts';
import { importTexts } from './importTexts.ts';
import { insightTexts } from './insightTexts.ts';
import { interchangeTexts } from './interchangeTexts.ts';
import { labelSetTexts } from './labelSetTexts.ts';
import { loopTexts } from './loopTexts.ts';
import { mirrorTexts } from './mirrorTexts.ts';
import { modelFolderTexts } from './modelFolderTexts.ts';
import { modelTexts } from './modelTexts.ts';
import { onnxTexts } from './onnxTexts.ts';
import { openingTexts } from './openingTexts.ts';
import { otherTexts } from './otherTexts.ts';
import { poolTexts } from './poolTexts.ts';
import { predictTexts } from './predictTexts.ts';
import { progressTexts } from './progressTexts.ts';
import { projectFileTexts } from './projectFileTexts.ts';
import { projectTexts } from './projectTexts.ts';
import { queryTexts } from './queryTexts.ts';
import { readingTexts } from './readingTexts.ts';
import { reportTexts } from './reportTexts.ts';
import { rowTexts } from './rowTexts.ts';
import { serverTexts } from './serverTexts.ts';
import { simulationTexts } from './simulationTexts.ts';
import { stoppingTexts } from './stoppingTexts.ts';
import { storeTexts } from './storeTexts.ts';
import { tableTexts } from './tableTexts.ts';
import type { Texts } from './texts.ts';

const texts: Texts<Messages> = {
  ...backendTexts,
  ...checkTexts,
  ...commandLineTexts,
  ...commandTexts,
  ...downloadTexts,
  ...embeddingTexts,
  ...engineTexts,
  ...exportTexts,
  ...fileTexts,
  ...headTexts,
  ...importTexts,
  ...insightTexts,
  ...interchangeTexts,
  ...labelSetTexts,
  ...loopTexts,
  ...mirrorTexts,
  ...modelFolderTexts,
  ...modelTexts,
  ...onnxTexts,
  ...openingTexts,
  ...otherTexts,
  ...poolTexts,
  ...predictTexts,
  ...progressTexts,
  ...projectFileTexts,
  ...projectTexts,
  ...queryTexts,
  ...readingTexts,
  ...reportTexts,
  ...rowTexts,
  ...serverTexts,
  ...simulationTexts,
  ...stoppingTexts,
  ...storeTexts,
  ...tableTexts,
};

/** Renders a message in the language of `localize`; unknown codes are shown as they are. */
export function textOf(message: Message, localize: Localize): string {
  const { code, params } = message;
  if (!Object.hasOwn(texts, code)) return code;
  const text = texts[code as keyof Messages] as Texts<Record<string, object>>[string];
  return text(params, localize, (inner) => textOf(inner, localize));
}
