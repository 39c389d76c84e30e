interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The extension host as a page sees it. */
export interface Host<FromHost, ToHost> {
  post(message: ToHost): void;
  listen(listener: (message: FromHost) => void): void;
  /** The value stored by `keep` before a reload, or undefined. Its shape is not validated. */
  kept(): unknown;
  keep(state: unknown): void;
}

interface Failed {
  readonly type: 'failed';
  readonly message: string;
  readonly stack?: string;
}

/** Connects the page to its host and reports errors of the page to it. Call it once. */
export function connect<FromHost, ToHost>(): Host<FromHost, ToHost | Failed> {
  const api = acquireVsCodeApi();
  const failed = (error: unknown): void => {
    const known = error instanceof Error;
    api.postMessage({
      type: 'failed',
      message: known ? error.message : String(error),
      ...(known && error.stack !== undefined ? { stack: error.stack } : {}),
    } satisfies Failed);
  };
  // A ResizeObserver that does not settle within a frame raises an event without an error object; ignore it.
  window.addEventListener('error', ({ error }) => error != null && failed(error));
  window.addEventListener('unhandledrejection', ({ reason }) => failed(reason));
  return {
    post: (message) => api.postMessage(message),
    listen: (listener) =>
      window.addEventListener('message', ({ data }: MessageEvent<FromHost>) => listener(data)),
    kept: () => api.getState(),
    keep: (state) => api.setState(state),
  };
}
