import type { Store } from '../../store/store.ts';

/** What cross-validation chose, remembered from one session to the next. */
export interface LastChoice {
  readonly c: number;
  /** s of the label prior. */
  readonly strength?: number;
  /** Of the lexical block beside a sentence model, once it was chosen. */
  readonly weight?: number;
  /** Training labels that they were chosen on. */
  readonly chosenAt: number;
  /** The labels' words that s was chosen for, and the embedding. */
  readonly wording?: string;
  readonly embedding?: string;
}

export const choiceSetting = 'head.lastChoice';

export function lastChoice(store: Pick<Store, 'setting'>): LastChoice | undefined {
  return store.setting(choiceSetting) as LastChoice | undefined;
}
