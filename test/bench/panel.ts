import { fileURLToPath } from 'node:url';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** From a key press to the next record on screen, in milliseconds. */
export interface PanelBenchResult {
  readonly name: string;
  readonly keys: number;
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
  /** Keys whose next record came later than the first frame after them. */
  readonly unchanged: number;
  /** How often a head was trained and the pool scored between the keys. */
  readonly refits: number;
}

/**
 * In the real editor, in a separate process with its own requirements: the packed extension, the VS Code server and
 * Chromium.
 * @throws Error with its output, if it fails
 */
export async function benchPanel(): Promise<PanelBenchResult[]> {
  return (await printedBy('labelLargePool')) as PanelBenchResult[];
}

/** From a key to paint in the panel's page alone, as multiples of that of a page that shows one line. */
export async function benchKeys(): Promise<Record<string, number>> {
  return (await printedBy('keysOfPage')) as Record<string, number>;
}

async function printedBy(name: string): Promise<unknown> {
  const script = fileURLToPath(new URL(`./editor/${name}.ts`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script], {
    maxBuffer: 1 << 24,
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
}
