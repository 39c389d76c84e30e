/**
 * Commits as often as each line of its input says, and prints the number of each commit. The log is
 * checkpointed and restarted every few commits.
 */
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type BetterSqlite3 from 'better-sqlite3';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';

const file = process.argv[2]!;
const options = { project: 'copied', identityVersion: 1 };
const Driver = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite3;
let store = openSqliteStore(file, options);
let step = store.lastSeq() / 2;
for await (const line of createInterface({ input: process.stdin })) {
  for (const end = step + Number(line); step < end; step++) commit();
}

function commit(): void {
  const on = { at: step, annotator: 'ada', recordId: `r${step}` };
  store.append([
    { ...on, id: `a${step}`, kind: 'label', label: 'A' },
    { ...on, id: `b${step}`, kind: 'note', note: 'x'.repeat(300) },
  ]);
  if (step % 7 === 0) {
    // A checkpoint by another connection makes the log restart at the next commit.
    const other = new Driver(file);
    const [{ busy }] = other.pragma('wal_checkpoint(RESTART)') as [{ busy: number }];
    if (busy !== 0) throw new Error('another process keeps the log from being restarted');
    other.close();
  }
  if (step % 31 === 0) {
    // The log is deleted when the last window closes.
    store.close();
    store = openSqliteStore(file, options);
  }
  writeSync(1, `${step + 1}\n`);
}
