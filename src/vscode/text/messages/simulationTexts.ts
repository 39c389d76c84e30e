import type { SimulationMessages } from '../../../core/messages/simulationMessages.ts';
import type { Texts } from './texts.ts';

export const simulationTexts: Texts<SimulationMessages> = {
  'simulation.badSplit': ({ ask, test }, localize) =>
    localize(
      'The split leaves {0} records to ask and {1} to test on. Give a larger pool, or another test share.',
      ask,
      test,
    ),
  'simulation.noLabels': (_, localize) =>
    localize('No record has a label that an oracle could answer with.'),
};
