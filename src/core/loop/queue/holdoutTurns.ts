import { holdoutDue } from '../../holdout/holdoutDue.ts';
import type { RecordId } from '../../record.ts';
import type { Store } from '../../store/store.ts';
import type { HoldoutProgress } from '../holdout/holdoutProgress.ts';
import { currentRound } from '../training/rounds.ts';
import type { PlannedRecord } from './planned.ts';

export interface HoldoutTurnsOptions {
  readonly store: Pick<Store, 'rounds'>;
  readonly holdout: Pick<HoldoutProgress, 'standing'>;
  /** Of the project: the places between other picks are random. */
  readonly seed: number;
}

/** Interleaves hold-out records with what else is asked, at random places; see `holdoutDue`. */
export class HoldoutTurns {
  readonly #options: HoldoutTurnsOptions;

  constructor(options: HoldoutTurnsOptions) {
    this.#options = options;
  }

  /**
   * The turns of one planning.
   * @param picks records asked so far, those ahead included
   * @param isTaken on its way to the annotator, or gone from the pool
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
        const id = open.shift() ?? reserved.find((one) => !isTaken(one) && !isPlanned(one));
        return id === undefined ? undefined : pick(id);
      },
    };
  }
}

export interface PlannedTurns {
  /** The hold-out record whose turn it is after `planned` other records; undefined: it is no turn of the hold-out. */
  due(planned: number): PlannedRecord | undefined;
  /** The hold-out record to ask when nothing else is left in the pool, reserved ones included. */
  last(isPlanned: (id: RecordId) => boolean): PlannedRecord | undefined;
}
