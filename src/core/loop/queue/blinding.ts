import { HOLDOUT_FIRST } from '../../holdout/holdoutDue.ts';
import type { Ask } from '../../store/events.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import type { LiveProject } from '../labels/liveProject.ts';
import type { Suggestions } from './suggestions.ts';

export interface BlindingOptions {
  readonly live: LiveProject;
  readonly holdout: Pick<HoldoutProgress, 'standing'>;
  readonly suggestions: Pick<Suggestions, 'beforeTraining'>;
}

/** Decides which records are shown blind: without reason and suggestion, which could sway the answer. */
export class Blinding {
  readonly #options: BlindingOptions;

  constructor(options: BlindingOptions) {
    this.#options = options;
  }

  /** Whether a record asked for this reason is blind. Random picks (hold-out and explore) always are. */
  isBlind({ kind }: Ask): boolean {
    if (kind === 'holdout' || kind === 'explore') return true;
    if (kind === 'start' && !this.#options.suggestions.beforeTraining) return true;
    return this.isEverythingBlind;
  }

  /**
   * Whether every unanswered record is blind: with `blind: all`, while the hold-out fills, nothing on screen
   * may distinguish a hold-out record from any other.
   */
  get isEverythingBlind(): boolean {
    const { live, holdout } = this.#options;
    if (live.project.holdout.blind !== 'all') return false;
    const { ask, reached } = holdout.standing;
    return ask.length > 0 && reached < HOLDOUT_FIRST;
  }
}
