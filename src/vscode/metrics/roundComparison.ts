import { textOf } from '../text/messages/textOf.ts';
import { UnreachableError, userMessageOf } from '../../core/errors.ts';
import type { StoredStyles } from '../../core/labelSet/labelStyles.ts';
import type { ComparisonView } from '../../protocol/metrics.ts';
import type { Localize } from '../../core/localize.ts';
import type { Project } from '../project/project.ts';
import { comparisonView } from './comparisonView.ts';
import type { RoundSummary } from '../../core/loop/learnerView.ts';

export interface RoundComparisonPorts {
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
  /** The stored label colours. */
  readonly storedStyles?: () => StoredStyles | undefined;
}

/** The rounds that a panel compares; updated while hold-out answers are added and changed. */
export class RoundComparison {
  readonly #project: Project;
  readonly #localize: Localize;
  readonly #onChange: () => void;
  readonly #onError: (error: unknown) => void;
  readonly #storedStyles: (() => StoredStyles | undefined) | undefined;
  #view: ComparisonView | undefined;
  /** State of the last comparison; undefined forces a new one. */
  #compared: string | undefined;

  constructor(
    project: Project,
    localize: Localize,
    { onChange, onError, storedStyles }: RoundComparisonPorts,
  ) {
    this.#project = project;
    this.#localize = localize;
    this.#onChange = onChange;
    this.#onError = onError;
    this.#storedStyles = storedStyles;
  }

  get view(): ComparisonView | undefined {
    return this.#view;
  }

  choose(first: number, second: number): void {
    this.#view = { first, second, kind: 'working' };
    this.#compared = undefined;
    this.follow();
    this.#onChange();
  }

  end(): void {
    this.#view = undefined;
    this.#onChange();
  }

  /** Call after every change of the project; compares again if the result may differ. */
  follow(): void {
    const pairs = this.#project.session?.learner.pairs;
    if (!this.#view || !pairs) return;
    const { first, second } = this.#view;
    const state = pairs.state();
    if (state === this.#compared) return;
    this.#compared = state;
    const { file: project } = this.#project;
    const storedStyles = this.#storedStyles?.();
    pairs
      .compare(first, second)
      .then((pair): ComparisonView => {
        const comparison = comparisonView({
          first,
          second,
          pair,
          project,
          storedStyles,
          localize: this.#localize,
        });
        return { first, second, kind: 'compared', ...comparison };
      })
      .catch((error: unknown) => this.#whyNot(error, first, second))
      .then((view) => {
        const isRequested = this.#view?.first === first && this.#view.second === second;
        // Another pair was chosen in between, or the hold-out has changed again.
        if (!view || !isRequested || this.#compared !== state) return;
        this.#view = view;
        this.#onChange();
      })
      .catch(this.#onError);
  }

  #whyNot(error: unknown, first: number, second: number): ComparisonView | undefined {
    // The engine is restarting: keep the current view and compare again afterwards.
    if (error instanceof UnreachableError) {
      this.#compared = undefined;
      return undefined;
    }
    const sentence = userMessageOf(error);
    if (sentence === undefined) this.#onError(error);
    const message =
      sentence === undefined
        ? this.#localize('The rounds could not be compared. The log says what went wrong.')
        : textOf(sentence, this.#localize);
    return { first, second, kind: 'failed', message };
  }
}

/**
 * The default comparison of a round: with the latest round; for the latest, with the previous round of the
 * same embedding.
 * @returns the earlier one first; the round twice if there is no other
 */
export function defaultComparison(
  rounds: readonly RoundSummary[],
  round: number,
): readonly [number, number] {
  const latest = rounds.at(-1)?.round ?? round;
  if (round !== latest) return [round, latest];
  const previousRound = rounds.filter((round) => round.round !== latest && !round.stale).at(-1);
  return [previousRound?.round ?? latest, latest];
}
