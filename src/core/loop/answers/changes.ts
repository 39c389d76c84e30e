import type { LabelSettings } from '../../projectFile/editLabels.ts';
import type { RecordId } from '../../record.ts';
import type { Answering, SubmittedAnswer } from './answering.ts';
import type { Gate } from './gate.ts';
import type { LabelSetChanges } from '../labels/labelSetChanges.ts';

export interface ChangesOptions {
  readonly gate: Gate;
  readonly answering: Answering;
  readonly labelSet: LabelSetChanges;
  /** Told of answers that changed. */
  readonly changed: (ids: readonly RecordId[]) => void;
  /** Told where an answer changed nothing. */
  readonly refill: () => void;
}

/** What an annotator does, on its way into the journal; each is done when its promise resolves. */
export class Changes {
  readonly #options: ChangesOptions;

  constructor(options: ChangesOptions) {
    this.#options = options;
  }

  readonly answer = async (given: SubmittedAnswer & { readonly elapsedMs: number }): Promise<void> => {
    const { gate, answering, changed, refill } = this.#options;
    try {
      const committed = await gate.run((...commit) =>
        answering.answer(commit, given, given.elapsedMs),
      );
      if (committed) changed([given.recordId]);
      else refill();
    } catch (error) {
      // The queue may have another order now.
      refill();
      throw error;
    }
  };

  readonly change = async (given: SubmittedAnswer): Promise<void> => {
    const { gate, answering, changed } = this.#options;
    await gate.run((...commit) => answering.change(commit, given));
    changed([given.recordId]);
  };

  /** @returns whether there was anything to take back. */
  readonly undo = async (labels?: LabelSettings): Promise<boolean> => {
    const { gate, answering, labelSet, changed } = this.#options;
    const reversal = await gate.run((...commit) =>
      labelSet.reverse('undo', labels, commit, () => answering.undo(commit)),
    );
    if (!reversal) return false;
    await answering.showAgain(reversal);
    changed(reversal.records);
    return true;
  };

  /** @returns whether there was anything to bring back. */
  readonly redo = async (labels?: LabelSettings): Promise<boolean> => {
    const { gate, answering, labelSet, changed } = this.#options;
    const reversal = await gate.run((...commit) =>
      labelSet.reverse('redo', labels, commit, () => answering.redo(commit)),
    );
    if (reversal) changed(reversal.records);
    return reversal !== undefined;
  };
}
