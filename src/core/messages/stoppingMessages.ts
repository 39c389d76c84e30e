import type { NoParams } from './message.ts';

/** Whether labelling may stop, by the rule that the project chose. */
export interface StoppingMessages {
  'stopping.noBudget': NoParams;
  'stopping.tooEarly': NoParams;
  'stopping.fewRounds': { readonly rounds: number };
  'stopping.changing': { readonly kappa: number; readonly threshold: number };
  'stopping.stable': {
    /** Answers between the two rounds that are compared. */
    readonly labels: number;
    readonly kappa: number;
    /** The most by which F1 of a label changed. */
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
