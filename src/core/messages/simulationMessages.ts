import type { NoParams } from './message.ts';

/** Why strategies cannot be compared on a pool. */
export interface SimulationMessages {
  /** Records that are left to ask, and to test on. */
  'simulation.badSplit': { readonly ask: number; readonly test: number };
  'simulation.noLabels': NoParams;
}
