// B4: two windows as separate processes on one database, both killed repeatedly.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import { Rng } from '../../../src/core/rng.ts';
import {
  assertViewMatchesJournal,
  assertNoneReplacedUnseen,
} from '../../unit/loop/windowActions.ts';

const folder = mkdtempSync(join(tmpdir(), 'marginalia-processes-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const actions = 500;
const kills = 3;
/** Actions that a process may begin before they are reported: how late a kill can come. */
const maxAhead = 5;
/** Actions by which one window may lead the other, so that both write at the same time. */
const maxLead = 10;

interface Life {
  done: number;
  /** Actions allowed and not reported. */
  ahead: number;
  child?: ChildProcess;
}

test('500 random actions in each of two killed processes: no answer is lost or replaced unseen', async () => {
  const file = join(folder, '.marginalia', 'test.sqlite');
  // The windows open an existing database.
  openSqliteStore(file, { project: 'test', identityVersion: 1 }).close();
  const shown = new Map<string, Set<number>>();
  const saved = new Set<string>();
  let killed = 0;

  const lives: readonly Life[] = [
    { done: 0, ahead: 0 },
    { done: 0, ahead: 0 },
  ];
  const allow = (): void => {
    for (const [i, life] of lives.entries()) {
      const most = Math.min(life.done + maxAhead, lives[1 - i]!.done + maxLead);
      for (; life.child && life.done + life.ahead < most; life.ahead++) {
        life.child.stdin!.write('.');
      }
    }
  };

  let isStopped = false;
  const windowOf = async (name: string, seed: number, life: Life): Promise<void> => {
    const rng = new Rng(seed);
    const ends = Array.from({ length: kills }, () => 1 + rng.integer(actions - 1));
    ends.sort((a, b) => a - b);
    for (let number = 1; life.done < actions && !isStopped; number++) {
      const window = `${name}-${number}`;
      const seen = new Set<number>([0]);
      shown.set(window, seen);
      const script = join(import.meta.dirname, 'windowUntilKilled.ts');
      const args = [script, file, window, String(rng.uint32()), String(actions - life.done)];
      const child = spawn(process.execPath, args, { stdio: 'pipe' });
      let trouble = '';
      child.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()));
      const end = ends.find((at) => at > life.done) ?? Infinity;
      const ended = once(child, 'close');
      // A killed process reads no more.
      child.stdin.on('error', () => undefined);
      Object.assign(life, { ahead: 0, child });
      allow();
      for await (const line of createInterface({ input: child.stdout })) {
        const [what, of = ''] = line.split(' ');
        if (what === 'shown') seen.add(Number(of));
        else if (what === 'saved') saved.add(of);
        else if (what === 'did' || what === 'refused') {
          life.done++;
          life.ahead--;
          if (life.done === end) child.kill('SIGKILL');
          allow();
        } else assert.fail(line);
      }
      delete life.child;
      const [code, signal] = (await ended) as [number | null, string | null];
      if (signal === 'SIGKILL') killed++;
      else assert.equal(code, 0, trouble);
    }
  };
  try {
    await Promise.all([windowOf('a', 1, lives[0]!), windowOf('b', 2, lives[1]!)]);
  } finally {
    // If one failed, the other waits for it.
    isStopped = true;
    for (const { child } of lives) child?.kill('SIGKILL');
  }

  assert.ok(killed >= 4, `${killed} were killed`);
  assert.ok(saved.size > 200, `${saved.size} records were answered`);
  const store = openSqliteStore(file, { project: 'test', identityVersion: 1 });
  try {
    assertViewMatchesJournal(store, () => store.rebuildView());
    for (const record of saved) assert.ok(store.history(record).length > 0, `${record} is lost`);
    assertNoneReplacedUnseen([...store.journal()], shown);
    // The number of refused answers is random, but both windows must take turns writing.
    const writers = [...store.journal()].map(({ window }) => window?.[0]);
    const turns = writers.filter((writer, i) => i > 0 && writer !== writers[i - 1]).length;
    assert.ok(turns > 20, `the windows took turns ${turns} times`);
  } finally {
    store.close();
  }
});
