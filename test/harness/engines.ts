import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestServer } from './server.ts';

async function processes(columns: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', columns]);
  return stdout.split('\n');
}

/** Process ids of the running engines that this server's extension started. */
export async function enginesOf({ extensions }: Pick<TestServer, 'extensions'>): Promise<number[]> {
  return (await processes('pid=,args='))
    .filter((line) => line.includes(extensions) && line.includes('engine.mjs'))
    .map((line) => Number.parseInt(line, 10));
}

/** Process id of the extension host that started an engine. */
export async function hostOf(engine: number): Promise<number> {
  for (const line of await processes('pid=,ppid=')) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    if (pid === engine && parent !== undefined) return parent;
  }
  throw new Error(`There is no process ${engine}.`);
}
