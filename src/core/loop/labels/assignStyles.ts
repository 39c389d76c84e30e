import {
  inherited,
  completeStyles,
  styleEntries,
  stylesFrom,
  type StoredStyles,
} from '../../labelSet/labelStyles.ts';
import type { Label } from '../../labels.ts';
import type { Store } from '../../store/store.ts';
import type { StoreSetting } from '../journal/writeQueue.ts';

export const stylesSetting = 'labelLooks';

/**
 * Keys and colours of labels, fixed from the first answer on because annotators memorise them. They are
 * stored in the database, since the project file contains only those chosen explicitly.
 */
export class LabelStyles {
  readonly #store: Store;
  readonly #storeSetting: StoreSetting;
  readonly #labels: () => readonly Label[];
  #kept: StoredStyles | undefined;
  /** The value in the database, or queued for it. */
  #written = '';

  /**
   * For a project with answers, stores the styles at the first opening, as they have been shown until then.
   */
  constructor(store: Store, storeSetting: StoreSetting, labels: () => readonly Label[]) {
    this.#store = store;
    this.#storeSetting = storeSetting;
    this.#labels = labels;
    this.#read();
    if (this.#kept || hasAnswers(store)) this.#keep();
  }

  /** Undefined before the first answer. */
  get kept(): StoredStyles | undefined {
    return this.#kept;
  }

  /** Call after each answer; cheap once the styles are stored. */
  answered(): void {
    if (this.#kept) return;
    this.#read();
    if (hasAnswers(this.#store)) this.#keep();
  }

  /** @param passOn new labels inherit the styles of removed ones, since they are the same labels renamed */
  labelsChanged(before: readonly Label[], passOn: boolean): void {
    this.#read();
    if (!this.#kept) return;
    if (passOn) this.#kept = inherited(this.#kept, before, this.#labels());
    this.#keep();
  }

  /** Another window may have stored more styles. */
  #read(): void {
    const value = this.#store.setting(stylesSetting);
    const kept = stylesFrom(value);
    if (!kept) return;
    this.#kept = kept;
    this.#written = JSON.stringify(value);
  }

  #keep(): void {
    this.#kept = completeStyles(this.#labels(), this.#kept);
    const entries = styleEntries(this.#kept);
    const written = JSON.stringify(entries);
    if (written === this.#written) return;
    this.#written = written;
    this.#storeSetting(stylesSetting, () => entries);
  }
}

function hasAnswers(store: Store): boolean {
  return store.recent(1).length > 0;
}
