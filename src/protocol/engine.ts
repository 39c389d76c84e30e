/** What crosses between the extension host and the engine process. */
export type { EngineApi } from '../core/loop/enginePort.ts';

/** Sent by the engine, unasked, through the host's own API. */
export interface EngineHostApi {
  /** A line for the output channel. */
  log(params: { level: 'info' | 'warning' | 'error'; message: string }): Promise<void>;
}
