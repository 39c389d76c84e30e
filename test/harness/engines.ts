import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestServer } from './server.ts';

/** Process ids of the engines that the extension of this server has started and that are still there. */
export async function enginesOf({ extensions }: Pick<TestServer, 'extensions'>): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,args=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes(extensions) && line.includes('engine.mjs'))
    .map((line) => Number.parseInt(line, 10));
}
