// B4: two windows as separate processes on one database, both killed repeatedly.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
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

test('500 random actions in each of two killed processes: no answer is lost or replaced unseen', async () => {
  const file = join(folder, '.marginalia', 'test.sqlite');
  // The windows open an existing database.
  openSqliteStore(file, { project: 'test', identityVersion: 1 }).close();
  const shown = new Map<string, Set<number>>();
  const saved = new Set<string>();
  let killed = 0;

  const windowOf = async (name: string, seed: number): Promise<void> => {
    const rng = new Rng(seed);
    const ends = Array.from({ length: kills }, () => 1 + rng.integer(actions - 1));
    ends.sort((a, b) => a - b);
    for (let did = 0, life = 1; did < actions; life++) {
      const window = `${name}-${life}`;
      const seen = new Set<number>([0]);
      shown.set(window, seen);
      const script = join(import.meta.dirname, 'windowUntilKilled.ts');
      const args = [script, file, window, String(rng.uint32()), String(actions - did)];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
      let trouble = '';
      child.stderr.on('data', (chunk: Buffer) => (trouble += chunk.toString()));
      const end = ends.find((at) => at > did) ?? Infinity;
      const ended = once(child, 'close');
      for await (const line of createInterface({ input: child.stdout })) {
        const [what, of = ''] = line.split(' ');
        if (what === 'shown') seen.add(Number(of));
        else if (what === 'saved') saved.add(of);
        else if (what === 'did' || what === 'refused') {
          did++;
          if (did === end) child.kill('SIGKILL');
        } else assert.fail(line);
      }
      const [code, signal] = (await ended) as [number | null, string | null];
      if (signal === 'SIGKILL') killed++;
      else assert.equal(code, 0, trouble);
    }
  };
  await Promise.all([windowOf('a', 1), windowOf('b', 2)]);

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
