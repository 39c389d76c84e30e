import * as fs from 'node:fs/promises';
import type { ReplacingFiles } from '../../../src/adapters/files/replaceFile.ts';

export interface FailingFiles extends ReplacingFiles {
  /** The calls so far, in order: `open`, `writeFile`, `sync`, … */
  readonly calls: string[];
}

/**
 * The file system, with one call that fails as on a full disk.
 * @param failing index of the failing call
 */
export function failingFiles(failing: number): FailingFiles {
  const calls: string[] = [];
  const call = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const fails = calls.length === failing;
    calls.push(name);
    if (fails) {
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    }
    return work();
  };
  const opened = (handle: fs.FileHandle): fs.FileHandle =>
    new Proxy(handle, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const run = async (): Promise<unknown> => Reflect.apply(value, target, args);
          // Always closes handles, so that the test leaks none.
          return name === 'close' ? run() : call(String(name), run);
        };
      },
    });
  return {
    calls,
    open: (...args) => call('open', async () => opened(await fs.open(...args))),
    rename: (...args) => call('rename', () => fs.rename(...args)),
    rm: (...args) => call('rm', () => fs.rm(...args)),
  };
}
