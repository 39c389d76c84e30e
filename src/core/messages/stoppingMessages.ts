import type { NoParams } from './message.ts';

/** Stopping advice by the project's rule. */
export interface StoppingMessages {
  'stopping.noBudget': NoParams;
  'stopping.tooEarly': NoParams;
  'stopping.fewRounds': { readonly rounds: number };
  'stopping.changing': { readonly kappa: number; readonly threshold: number };
  'stopping.stable': {
    /** Answers between the compared rounds. */
    readonly labels: number;
    readonly kappa: number;
    /** The largest change of F1 of a label. */
    readonly bounds: readonly { readonly label: string; readonly bound: number }[];
  };
  /** Shares of the predictions, 0 … 1. */
  'stopping.change': { readonly met: boolean; readonly share: number; readonly threshold: number };
  'stopping.entropy': {
    readonly met: boolean;
    readonly entropy: number;
    readonly threshold: number;
  };
  'stopping.budget': { readonly met: boolean; readonly answers: number; readonly budget: number };
}
