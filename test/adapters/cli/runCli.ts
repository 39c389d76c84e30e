import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));
const atTemporary = new URL('endAtTemporary.ts', import.meta.url);

export interface Finished {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Working directory. */
  readonly cwd?: string;
  /** Standard input. */
  readonly input?: string;
  /** Ends it as soon as it has created the temporary file of its output. */
  readonly endAtPart?: NodeJS.Signals;
  /** Ends it as soon as it has created a temporary folder. */
  readonly endAtFolder?: NodeJS.Signals;
  /** Receives the process, for sending signals. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs the command line to completion. */
export async function runCli(
  args: readonly string[],
  { env, cwd, input, endAtPart, endAtFolder, onStart }: RunOptions = {},
): Promise<Finished> {
  const signal = endAtPart ?? endAtFolder;
  const preload = signal === undefined ? [] : ['--import', atTemporary.href];
  const at = endAtPart === undefined ? 'folder' : 'file';
  const child = spawn(process.execPath, [...preload, cli, ...args], {
    env: { ...process.env, MARGINALIA_SIGNAL: signal, MARGINALIA_SIGNAL_AT: at, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (input !== undefined) child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  onStart?.(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** The arguments in a line of a shell that calls `marginalia`, without a comment at its end. */
export function argumentsOf(line: string): string[] {
  const [command, ...args] = line.replace(/ +#.*$/, '').split(' ');
  assert.equal(command, 'marginalia');
  return args;
}
