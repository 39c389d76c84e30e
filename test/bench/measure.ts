import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { matrix, type Matrix } from '../../src/core/math/matrix.ts';
import { Rng } from '../../src/core/rng.ts';

/** The Python that peers run in: `MARGINALIA_PYTHON`, or the system's. */
export const python = process.env['MARGINALIA_PYTHON'] ?? '/usr/bin/python3';

/** Milliseconds of each of `runs` runs, sorted, after a warm-up run. */
export async function timesOf(run: () => Promise<unknown>, runs = 7): Promise<number[]> {
  const times: number[] = [];
  for (let i = -1; i < runs; i++) {
    const began = performance.now();
    await run();
    if (i >= 0) times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b);
}

/** The times of two candidates, run alternately so that load affects both. */
export async function timesOfBoth(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  runs = 7,
): Promise<[number[], number[]]> {
  const times: [number[], number[]] = [[], []];
  for (let i = -1; i < runs; i++) {
    for (const [which, run] of [one, other].entries()) {
      const began = performance.now();
      await run();
      if (i >= 0) times[which]!.push(performance.now() - began);
    }
  }
  for (const own of times) own.sort((a, b) => a - b);
  return times;
}

export const medianOf = (sorted: readonly number[]): number => sorted[sorted.length >> 1]!;
export const p95Of = (sorted: readonly number[]): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(0.95 * sorted.length) - 1)]!;

/**
 * Unit rows of c overlapping classes, with the decaying spectrum and common direction of text embeddings. The same
 * seed gives the same rows.
 */
export function benchRecords(
  n: number,
  d: number,
  c: number,
  seed = 5,
): { x: Matrix; y: Int32Array } {
  const rng = new Rng(seed);
  const spectrum = Float64Array.from({ length: d }, (_, k) => 1 / Math.sqrt(1 + k / 10));
  const centres = Float64Array.from({ length: c * d }, () => 0.15 * rng.normal());
  const x = matrix(n, d);
  const y = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const label = rng.integer(c);
    y[i] = label;
    let square = 0;
    for (let k = 0; k < d; k++) {
      const value = (rng.normal() + centres[label * d + k]!) * spectrum[k]! + 0.3;
      x.data[i * d + k] = value;
      square += value * value;
    }
    const norm = Math.sqrt(square);
    for (let k = 0; k < d; k++) x.data[i * d + k]! /= norm;
  }
  return { x, y };
}

/**
 * Runs peers/NAME.py on the given arrays, written as raw little-endian files, and returns the JSON it prints;
 * undefined if Python has no scikit-learn.
 */
export async function peer(
  name: string,
  parameters: Record<string, unknown>,
  arrays: Record<string, Float32Array | Int32Array>,
): Promise<Record<string, number> | undefined> {
  const run = promisify(execFile);
  try {
    await run(python, ['-c', 'import sklearn']);
  } catch {
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'marginalia-bench-'));
  try {
    await writeFile(join(folder, 'parameters.json'), JSON.stringify(parameters));
    for (const [file, { buffer, byteOffset, byteLength }] of Object.entries(arrays)) {
      await writeFile(join(folder, file), new Uint8Array(buffer, byteOffset, byteLength));
    }
    const script = fileURLToPath(new URL(`./peers/${name}.py`, import.meta.url));
    const { stdout } = await run(python, [script, folder], { maxBuffer: 1 << 24 });
    return JSON.parse(stdout) as Record<string, number>;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Peak memory of a process in bytes; undefined if the system does not report it. */
export function peakMemory(pid: number | undefined): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]);
  } catch {
    return undefined;
  }
}
