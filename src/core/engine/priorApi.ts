/** The label prior that a head is to have: words, of which the engine makes vectors. */
export interface PriorParams {
  /** What a sentence model reads for each label of the set, in its order. */
  readonly texts: string[];
  /** s, or `auto`: cross-validation when due, else the last choice. */
  readonly strength: number | 'auto';
  readonly lastStrength?: number;
}

/** The label prior that a head was fitted under. */
export interface PriorInUse {
  readonly texts: string[];
  /** s; 0 where the answers speak against the labels' words. */
  readonly strength: number;
}

/** Labels by their words, for suggestions before there is a head. */
export interface DescribedLabels extends PriorInUse {
  readonly labels: string[];
}
