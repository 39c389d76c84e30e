import type { AnnotatePageMessage } from '../../src/protocol/annotate.ts';

/** What the session needs from its environment. */
export interface SessionPorts {
  post(message: AnnotatePageMessage): void;
  /** Stores a small value that survives a reload of the page. */
  keep(state: unknown): void;
  /** A monotonic clock in milliseconds. */
  now(): number;
  newId(): string;
  later(run: () => void, ms: number): void;
}
