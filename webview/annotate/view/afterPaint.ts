/** Calls back once the current drawing is on screen; not before the page is visible. */
export function afterPaint(callback: () => void): void {
  // The first callback runs before the frame is painted, the second after it.
  requestAnimationFrame(() => requestAnimationFrame(callback));
}
