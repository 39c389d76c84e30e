/** A change of the label set that concerns judgements. */
export type LabelChange =
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
  | { readonly type: 'delete'; readonly label: string };
