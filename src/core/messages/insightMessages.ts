import type { NoParams } from './message.ts';

/** A difference of two shares with its interval; all 0 … 1. */
interface Difference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

/** Conclusions from several rounds, or why there are none yet. */
export interface InsightMessages {
  'forecast.none': {
    readonly why:
      | 'macroF1Unknown'
      | 'otherMetric'
      | 'fewRounds'
      | 'fewAnswers'
      | 'notRising'
      | 'outOfReach'
      | 'tooUncertain'
      | 'tooFar'
      | 'disagree';
  };
  /** Pairs of a record drawn at random and a chosen one. */
  'helping.tooFew': { readonly needed: number; readonly available: number };
  'helping.compared': Difference & {
    readonly verdict: 'helping' | 'hurting' | 'noDifferenceSeen';
    /** The difference is in the F1 of a record's labels instead of accuracy. */
    readonly ofSets: boolean;
    readonly size: number;
    readonly strategy: string;
    /** The number of pairs at the next interim look. */
    readonly next: number;
  };
  'risk.headKind': NoParams;
  'risk.partOfPool': NoParams;
  'risk.notByChance': NoParams;
  'risk.partlyJudged': NoParams;
  /**
   * @param rule the strategy or the setting that decides; `picks`: answers to random picks that the
   * estimate requires
   */
  'risk.byRule': { readonly rule: string; readonly picks: number };
  'risk.fewPicks': { readonly needed: number; readonly available: number };
  'scope.filter': {
    readonly filter: readonly { readonly field: string; readonly oneOf: readonly string[] }[];
  };
  'scope.part': { readonly records: number; readonly of: number; readonly toAsk: number };
  'scope.waiting': { readonly records: number };
  'scope.between': { readonly records: number };
  'scope.putFirst': { readonly total: number; readonly remaining: number };
  'rounds.nothingToCompareWith': { readonly round: number };
  'rounds.noHoldoutAnswers': NoParams;
  'rounds.unknown': { readonly round: number };
  'rounds.stillEmbedding': NoParams;
  'rounds.earlierEmbedding': { readonly round: number };
}
