import { initialStrength } from '../../heads/chooseHead.ts';
import { labelNames } from '../../labels.ts';
import type { ProjectFile } from '../../projectFile/projectFile.ts';
import type { RecordId } from '../../record.ts';
import type { ViewState } from '../viewState.ts';
import { priorAsked } from '../labels/labelWording.ts';
import type { Store } from '../../store/store.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import type { Trainer } from '../training/trainer.ts';
import { hasSuggestions, suggestionsFor } from '../labels/importedSuggestions.ts';
import type { Engine } from '../../engine/engineApi.ts';
import type { Prediction, DescribedLabels } from '../../engine/modelApi.ts';

export interface SuggestionsOptions {
  readonly store: Pick<Store, 'setting'>;
  readonly live: LiveProject;
  readonly engine: () => Engine;
  readonly trainer: Pick<Trainer, 'fit'>;
  readonly views: { readonly state: Pick<ViewState, 'readsLabels'> };
}

/**
 * Suggestions for records. With a head: its predictions. Before: imported suggestions; else the pool's label
 * column, if configured; else predictions from the label texts. Suggestions are never annotations.
 */
export class Suggestions {
  readonly #options: SuggestionsOptions;

  constructor(options: SuggestionsOptions) {
    this.#options = options;
  }

  /** Whether there are suggestions before a head is trained. */
  get beforeTraining(): boolean {
    const { live, store } = this.#options;
    return usesColumn(live.project) || hasSuggestions(store) || this.fromWords;
  }

  /** Whether the label texts serve as a prior and the vectors capture their meaning. */
  get fromWords(): boolean {
    const { live, views } = this.#options;
    return views.state.readsLabels === true && priorAsked(live.project) !== undefined;
  }

  /** Empty if there is no head and nothing else to suggest from. */
  async of(ids: RecordId[]): Promise<readonly Prediction[]> {
    const { live, engine, trainer, store } = this.#options;
    const isFitted = trainer.fit !== undefined;
    const fromColumn = usesColumn(live.project);
    const described = this.fromWords && !isFitted ? describedLabels(live.project) : undefined;
    const imported = isFitted ? [] : suggestionsFor(store, ids);
    const covered = new Set(imported.map(({ id }) => id));
    const others = ids.filter((id) => !covered.has(id));
    const isKnown = !isFitted && !fromColumn && !described;
    const made = isKnown
      ? []
      : await engine().predict({ ids: others, fromColumn, ...(described && { described }) });
    const predictions = [...imported, ...made];
    // Labels may have been renamed while the engine predicted.
    const known = new Set(labelNames(live.project.labels));
    return predictions.filter(({ probabilities }) =>
      probabilities.every(({ label }) => known.has(label)),
    );
  }
}

function usesColumn({ labelField }: ProjectFile): boolean {
  return labelField?.use === 'suggestions';
}

function describedLabels(project: ProjectFile): DescribedLabels | undefined {
  const prior = priorAsked(project);
  if (!prior) return undefined;
  const strength = prior.strength === 'auto' ? initialStrength : prior.strength;
  const { labels, task } = project;
  return { labels: labelNames(labels), task, texts: prior.texts, strength };
}
