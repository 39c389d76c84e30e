import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { python } from './measure.ts';

export interface FastembedPeer {
  /** Embeds all texts; resolves with the first numbers of the first vector. */
  readonly run: () => Promise<readonly number[]>;
  readonly close: () => Promise<void>;
}

/**
 * The sentence model of `folder` loaded by fastembed in a separate Python process.
 * @returns undefined if Python has no fastembed
 */
export async function fastembedPeer(
  folder: string,
  texts: readonly string[],
  threads: number,
): Promise<FastembedPeer | undefined> {
  const temporary = await mkdtemp(join(tmpdir(), 'marginalia-fastembed-'));
  const file = join(temporary, 'texts.json');
  await writeFile(file, JSON.stringify(texts));
  const script = fileURLToPath(new URL('./peers/sentence.py', import.meta.url));
  const child = spawn(python, [script, folder, String(threads), file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const line = await lines.next();
    return line.done === true ? undefined : (JSON.parse(line.value) as unknown);
  };
  const close = async (): Promise<void> => {
    child.stdin.end();
    await ended;
    await rm(temporary, { recursive: true });
  };
  if ((await next()) !== 'ready') {
    await close();
    return undefined;
  }
  const run = async (): Promise<readonly number[]> => {
    child.stdin.write('\n');
    const answer = await next();
    if (!Array.isArray(answer)) throw new Error('fastembed has ended.');
    return answer as number[];
  };
  return { run, close };
}
