// A process that writes to a database as often as it is told to, so that what a test reads stays bounded on
// any disk.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export class Writer {
  readonly #child;
  readonly #ended: Promise<unknown>;
  readonly #lines: AsyncIterator<string>;

  constructor(file: string) {
    const program = join(import.meta.dirname, 'commitUntilKilled.ts');
    this.#child = spawn(process.execPath, [program, file], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#ended = once(this.#child, 'exit');
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Lets it commit `count` more times. */
  allow(count: number): void {
    this.#child.stdin.write(`${count}\n`);
  }

  /** Resolves once it has made `commits` commits in all. */
  async reached(commits: number): Promise<void> {
    for (let made = 0; made < commits;) {
      const line = await this.#lines.next();
      assert.ok(!line.done, `the writer ended after ${made} commits`);
      made = Number(line.value);
    }
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

/** A process that has made `commits` commits and waits. */
export async function writerAfter(file: string, commits: number): Promise<Writer> {
  const writer = new Writer(file);
  writer.allow(commits);
  await writer.reached(commits);
  return writer;
}
