// Projects to export a model from, and the scripts of model folders as child processes. All files are removed
// after the tests of the importing file.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { reviews } from './pools.ts';
import { trainedModels } from './trainedModels.ts';

export const root = mkdtempSync(join(tmpdir(), 'marginalia-model-'));
after(() => rmSync(root, { recursive: true, force: true }));
// score.mjs with a sentence model resolves onnxruntime-node from the folders above it.
const packages = fileURLToPath(new URL('../../../node_modules', import.meta.url));
symlinkSync(packages, join(root, 'node_modules'), 'junction');

export const work = { modelsDir: join(root, 'models') };

export interface Printed {
  readonly id?: string;
  readonly label?: string;
  readonly labels?: readonly string[];
  readonly probabilities: Readonly<Record<string, number>>;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function node(args: readonly string[], input?: string): Promise<Ended> {
  return run(process.execPath, args, input);
}

export async function run(
  program: string,
  args: readonly string[],
  input?: string,
): Promise<Ended> {
  const child = spawn(program, args);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  child.stdin.end(input ?? '');
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}

export const trained = trainedModels(root, 90);

export const lexical = { use: 'lexical', weight: 1 } as const;
export const staticBlock = { use: 'static', weight: 1 } as const;
export const several = reviews(90).map(({ text, label }, i) => ({
  text,
  yes: [label, ...(i % 4 === 0 ? ['urgent'] : [])],
}));
