/**
 * Runs `draw` once after any number of calls in the same tick of the event loop, so that a burst of
 * changes is sent to a page as one state.
 */
export function coalesce(draw: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    setImmediate(() => {
      due = false;
      draw();
    });
  };
}
