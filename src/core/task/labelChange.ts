/** A label-set change that affects judgements. */
export type LabelChange =
  | { readonly type: 'rename'; readonly from: string; readonly to: string }
  /**
   * In multi-label projects `to` becomes yes if any part is yes, no if all are no, else unknown; `to` counts
   * as a part itself if `from` lists it or if it was judged.
   */
  | { readonly type: 'merge'; readonly from: readonly string[]; readonly to: string }
  /**
   * Splits `from` into the labels `into`. A record labelled `from`, which leaves the set, keeps it until it
   * is answered again. In multi-label projects the labels of `into` are no where `from` was no.
   */
  | { readonly type: 'split'; readonly from: string; readonly into: readonly string[] }
  /**
   * Removes the label and withdraws the answer of every record that has no other label; keeps flags and
   * notes.
   */
  | { readonly type: 'delete'; readonly label: string };
