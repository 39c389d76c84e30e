import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** NVIDIA's tool answers in a tenth of a second, or hangs with a faulty driver. */
const timeoutMs = 5_000;

/**
 * The name of this machine's NVIDIA card, as reported by its driver; undefined if there is none.
 */
export async function graphicsCard(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(
      'nvidia-smi',
      ['--query-gpu=name', '--format=csv,noheader'],
      { timeout: timeoutMs, windowsHide: true },
    );
    return stdout.trim().split('\n', 1)[0]?.trim() || undefined;
  } catch {
    return undefined;
  }
}
