import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/**
 * The engine processes that the extension forks from now on. The tests run in the parent process, where Node
 * reports every new child process.
 */
export class EngineProcesses {
  readonly #all: ChildProcess[] = [];
  readonly #listener = (message: unknown): void => {
    this.#all.push((message as { process: ChildProcess }).process);
  };

  constructor() {
    subscribe('child_process', this.#listener);
  }

  /** All engine processes in order of their start, including ended ones. */
  get all(): readonly ChildProcess[] {
    return this.#all.filter(({ spawnargs }) =>
      spawnargs?.some((word) => /engine\.mjs$/.test(word)),
    );
  }

  /** The latest engine process. */
  get last(): ChildProcess {
    const last = this.all.at(-1);
    if (!last) throw new Error('no engine was started');
    return last;
  }

  /** Kills the latest engine process, as a crash would, and waits for its exit. */
  async kill(): Promise<void> {
    const { last } = this;
    if (last.exitCode !== null || last.signalCode !== null) throw new Error('it had ended already');
    const gone = new Promise<void>((resolve) => last.once('exit', () => resolve()));
    last.kill('SIGKILL');
    await gone;
  }

  dispose(): void {
    unsubscribe('child_process', this.#listener);
  }
}
