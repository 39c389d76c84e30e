import type { Label } from '../labels.ts';
import type { PoolFormat } from '../pool/poolSpec.ts';
import type { LabelChange } from '../task/labelChange.ts';

/**
 * A change of the label set. Annotations are stored under the label's *name*, as in the project
 * file, the mirror and every export; the journal keeps the original name, and its view applies the
 * changes in order. So nothing is lost: undoing a merge restores each record's original label, and
 * `Store.currentLabel` translates old names (a round's head).
 */
export type SchemaChange =
  | LabelChange
  /** Adds a label to the set; `edit`: changes the key, colour, description or group of one. */
  | { readonly type: 'add' | 'edit'; readonly label: Label }
  /**
   * Changes how a pool file is read; answers that move with their rows are events of the same step.
   */
  | { readonly type: 'read'; readonly path: string; readonly format: PoolFormat }
  /**
   * Switches the project to another set of defaults; its labels stay. `rate`: the probability of
   * holding out a new group, if the hold-out was drawn only once before.
   */
  | {
      readonly type: 'defaults';
      readonly before: number;
      readonly set: number;
      readonly rate?: number;
    };
