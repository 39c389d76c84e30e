import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { RecordId } from '../../record.ts';
import type { Store } from '../../store/store.ts';
import { neverTrainedOn } from './trainingSet.ts';

export interface RefitDueOptions {
  readonly store: Store;
  readonly project: ProjectFile;
  /** Whether a head could be fitted now. */
  readonly possible: () => boolean;
  /** Puts a refit behind the work; `began` is to be called when its turn has come. */
  readonly refit: (began: () => void) => void;
}

/** Watches over how much has been answered that is not learnt yet. */
export class RefitSchedule {
  readonly #options: RefitDueOptions;
  /** Training labels that came, went or changed since the last fit. */
  #unlearnt = 0;
  #waits = false;

  constructor(options: RefitDueOptions) {
    this.#options = options;
  }

  /** A refit is on its way, but has not begun. */
  get pending(): boolean {
    return this.#waits;
  }

  addAnswers(ids: readonly RecordId[]): void {
    const held = neverTrainedOn(this.#options.store);
    if (!ids.some((id) => held.has(id))) this.#unlearnt += ids.length;
  }

  /** Everything answered so far is being learnt. */
  reset(): void {
    this.#unlearnt = 0;
  }

  /** Starts a refit when enough has been answered; one that runs is followed by one more. */
  maybeRefit(): void {
    const { project, possible, refit } = this.#options;
    if (this.#waits || this.#unlearnt < project.query.refitEvery || !possible()) return;
    this.#waits = true;
    refit(() => (this.#waits = false));
  }
}
