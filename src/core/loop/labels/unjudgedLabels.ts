import { labelNames } from '../../labels.ts';
import type { Store } from '../../store/store.ts';
import { labelSince } from './labelTimes.ts';
import type { LiveProject } from './liveProject.ts';

/** A label that some answers do not judge. */
export interface UnjudgedLabel {
  readonly label: string;
  /** Number of these answers. */
  readonly records: number;
}

/** Labels that some answers do not judge, for example because they were added later. */
export class UnjudgedLabels {
  readonly #store: Store;
  readonly #live: Pick<LiveProject, 'project'>;
  #known:
    | { readonly at: number; readonly labels: string; readonly found: readonly UnjudgedLabel[] }
    | undefined;

  constructor(store: Store, live: Pick<LiveProject, 'project'>) {
    this.#store = store;
    this.#live = live;
  }

  /** Every label that some answers do not judge, in the project's order. */
  all(): readonly UnjudgedLabel[] {
    const { labels, task } = this.#live.project;
    return task === 'multi' ? this.#among(labelNames(labels)) : [];
  }

  /**
   * As `all`, restricted to labels added after the first answers. Cheap: panels call it after every answer.
   */
  get newer(): readonly UnjudgedLabel[] {
    const { labels, task } = this.#live.project;
    if (task !== 'multi') return [];
    const at = this.#store.lastSeq();
    const names = labelNames(labels);
    const key = JSON.stringify(names);
    if (this.#known?.at !== at || this.#known.labels !== key) {
      const since = labelSince(this.#store);
      const found = this.#among(names.filter((label) => since(label) > 0));
      this.#known = { at, labels: key, found };
    }
    return this.#known.found;
  }

  #among(names: readonly string[]): UnjudgedLabel[] {
    return names
      .map((label) => ({ label, records: this.#store.unjudged(label) }))
      .filter(({ records }) => records > 0);
  }
}
