/**
 * A window that performs random actions on a project until it is done or killed: `node windowUntilKilled.ts
 * DATABASE WINDOW SEED ACTIONS`. Each byte of input allows one action. Reports shown answers, acknowledged answers and finished actions,
 * unbuffered, on standard output.
 */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';
import type { LearnerView } from '../../../src/core/loop/learnerView.ts';
import { projectDefaults } from '../../../src/core/projectFile/projectFile.ts';
import { Rng } from '../../../src/core/rng.ts';
import { busyTimeoutMs } from '../../../src/host/openStore.ts';
import { setUp, twoTopics } from '../../unit/loop/loopFixture.ts';
import { randomAction, shownBy } from '../../unit/loop/windowActions.ts';

const [file = '', window = '', seed = '', actions = ''] = process.argv.slice(2);
const report = (line: string): void => void writeSync(1, `${line}\n`);

const store = openSqliteStore(file, { project: 'test', identityVersion: 1, window, busyTimeoutMs });
const bench = setUp({
  records: twoTopics(900),
  project: {
    holdout: { share: 0.1, size: 12, blind: 'picks' },
    query: { ...projectDefaults.query, refitEvery: 1000 },
  },
  store,
  newId: randomUUID,
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});
const { learner } = bench;
await learner.start();
const told = new Set<number>();
const tell = (view: LearnerView): void => {
  for (const seq of shownBy(view)) {
    if (told.has(seq)) continue;
    told.add(seq);
    report(`shown ${seq}`);
  }
};
learner.onChange(tell);
tell(await bench.until(({ ahead, phase }) => ahead.length > 0 || phase.kind === 'finished'));
let allowed = 0;
let wake = (): void => undefined;
process.stdin.on('data', (bytes: Buffer) => {
  allowed += bytes.length;
  wake();
});
const rng = new Rng(Number(seed));
for (let n = 0; n < Number(actions); n++) {
  while (n === allowed) await new Promise<void>((resolve) => (wake = resolve));
  const { acknowledged, refused } = await randomAction(learner, rng, `${window}-${n}`);
  if (acknowledged !== undefined) report(`saved ${acknowledged}`);
  report(refused ? 'refused' : 'did');
  // Records are read in the background after answers.
  await new Promise((resolve) => setImmediate(resolve));
}
for (const error of bench.errors) report(`error ${String(error)}`);
process.stdin.destroy();
await bench.close();
store.close();
