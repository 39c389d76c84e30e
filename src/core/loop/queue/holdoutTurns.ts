import { holdoutDue } from '../../holdout/holdoutDue.ts';
import type { RecordId } from '../../record.ts';
import type { Store } from '../../store/store.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import { currentRound } from '../training/rounds.ts';
import type { PlannedRecord } from './planned.ts';

export interface HoldoutTurnsOptions {
  readonly store: Pick<Store, 'rounds'>;
  readonly holdout: Pick<HoldoutProgress, 'standing'>;
  /** The project's seed, for the random places between other picks. */
  readonly seed: number;
}

/** Interleaves hold-out records with other picks at random places; see `holdoutDue`. */
export class HoldoutTurns {
  readonly #options: HoldoutTurnsOptions;

  constructor(options: HoldoutTurnsOptions) {
    this.#options = options;
  }

  /**
   * The hold-out turns for one planning pass.
   * @param picks records asked so far, including those ahead
   * @param isTaken whether a record is ahead, or missing from the pool
   */
  begin(picks: number, isTaken: (id: RecordId) => boolean): PlannedTurns {
    const { store, holdout, seed } = this.#options;
    const { ask, reached } = holdout.standing;
    const open = ask.filter((id) => !isTaken(id));
    const pick = (id: RecordId): PlannedRecord => ({
      id,
      ask: { kind: 'holdout', reason: { kind: 'holdout' }, round: currentRound(store) },
    });
    return {
      due: (planned) => {
        const turn = { picks: picks + planned, answered: reached, unasked: open.length, seed };
        return holdoutDue(turn) ? pick(open.shift()!) : undefined;
      },
      last: (isPlanned) => {
        const { reserved } = holdout.standing;
        const id =
          open.shift() ?? reserved.find((member) => !isTaken(member) && !isPlanned(member));
        return id === undefined ? undefined : pick(id);
      },
    };
  }
}

export interface PlannedTurns {
  /** The hold-out record due after `planned` other records; undefined if none is due. */
  due(planned: number): PlannedRecord | undefined;
  /** The hold-out record to ask when nothing else is left in the pool, including reserved ones. */
  last(isPlanned: (id: RecordId) => boolean): PlannedRecord | undefined;
}
