import type { NoParams } from './message.ts';

/** Reasons why strategies cannot be compared on a pool. */
export interface SimulationMessages {
  /** Numbers of records for training and testing. */
  'simulation.badSplit': { readonly ask: number; readonly test: number };
  'simulation.noLabels': NoParams;
}
