import type { LearnerView } from '../../core/loop/learnerView.ts';
import type { WordView } from '../../protocol/annotate.ts';
import type { Learner } from '../../core/loop/learner.ts';

interface LabelExplanation {
  readonly label: string;
  /** Undefined while loading. */
  readonly words?: readonly WordView[];
}

/**
 * Explanations (the most influential words) of the queued records, fetched once per record and
 * suggestion.
 */
export class Explanations {
  readonly #onChange: () => void;
  readonly #explained = new Map<string, LabelExplanation>();
  #shown = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Whether the panel shows explanations. */
  set shown(shown: boolean) {
    this.#shown = shown;
    this.#onChange();
  }

  /** Words by record. Fetches the missing ones and calls `onChange` when they arrive. */
  of(view: LearnerView, learner: Learner | undefined): ReadonlyMap<string, readonly WordView[]> {
    const current = new Map<string, readonly WordView[]>();
    if (!this.#shown || !learner) return current;
    const requests: { id: string; label: string }[] = [];
    const ahead = new Set(view.ahead.map(({ record }) => record.id));
    for (const id of this.#explained.keys()) if (!ahead.has(id)) this.#explained.delete(id);
    for (const { record, blind, prediction } of view.ahead) {
      const label = prediction?.probabilities[0]?.label;
      if (blind || label === undefined) continue;
      const explained = this.#explained.get(record.id);
      if (explained?.label === label) {
        if (explained.words) current.set(record.id, explained.words);
        continue;
      }
      this.#explained.set(record.id, { label });
      requests.push({ id: record.id, label });
    }
    if (requests.length > 0) void this.#request(requests, learner);
    return current;
  }

  async #request(requests: { id: string; label: string }[], learner: Learner): Promise<void> {
    try {
      for (const { id, label, spans } of await learner.search.explain(requests)) {
        if (this.#explained.get(id)?.label === label)
          this.#explained.set(id, { label, words: spans });
      }
      this.#onChange();
    } catch {
      // Explanations are optional: without an engine the record is shown without them.
    }
  }
}
