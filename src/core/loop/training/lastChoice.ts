import type { Store } from '../../store/store.ts';

/** The values that cross-validation last chose, stored across sessions. */
export interface LastChoice {
  readonly c: number;
  /** Strength s of the label prior. */
  readonly strength?: number;
  /** Weight of the lexical block beside a sentence model, once chosen. */
  readonly weight?: number;
  /** Number of training labels at that time. */
  readonly chosenAt: number;
  /** Fingerprints of the label texts and of the embedding that s was chosen for. */
  readonly wording?: string;
  readonly embedding?: string;
}

export const choiceSetting = 'head.lastChoice';

/** Undefined before the first cross-validation. */
export function lastChoice(store: Pick<Store, 'setting'>): LastChoice | undefined {
  return store.setting(choiceSetting) as LastChoice | undefined;
}
