import type { Label } from '../labels.ts';
import type { PoolFormat } from '../pool/poolSpec.ts';

/**
 * A change of the label set. Annotations are stored under the label's *name*, as in the project
 * file, the mirror and every export; the journal keeps the original name, and its view applies the
 * changes in order. So nothing is lost: undoing a merge restores each record's original label, and
 * `Store.currentLabel` translates old names (a round's head).
 */
export type SchemaChange =
  | { readonly type: 'rename'; readonly from: string; readonly to: string }
  /**
   * Of several labels `to` then is yes if any part is yes, no if all are no, else unknown; it is a
   * part itself if `from` lists it or if it was judged.
   */
  | { readonly type: 'merge'; readonly from: readonly string[]; readonly to: string }
  /**
   * Splits `from` into the labels `into`. A record that has `from`, which has left the set, keeps it
   * until it is answered again. Of several labels those of `into` are no where `from` was no.
   */
  | { readonly type: 'split'; readonly from: string; readonly into: readonly string[] }
  /**
   * Removes the label and unanswers every record that has no other label; keeps flags and notes.
   */
  | { readonly type: 'delete'; readonly label: string }
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
