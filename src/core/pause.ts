/**
 * Yields to the event loop between two slices of computing (in Node: `setImmediate` as a promise), so that an
 * abort or a message is heard. The core has no timers of its own.
 */
export type Pause = () => Promise<void>;
