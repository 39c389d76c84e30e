// Runs the benchmarks: `npm run bench`, or some parts of them: `npm run bench -- pool,embed`; `npm run bench
// -- simulate` writes the learning curves of the shared data. Results go to test/bench/results. `npm run
// bench -- check` runs only quick measurements, as ratios, and fails if one exceeds test/bench/limits.json.
import { run } from './setup/command.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { onRecentNode } from './setup/node.mjs';
import { root } from './setup/paths.mjs';
import { exitOnSignals } from './setup/processTree.mjs';
import { runMain } from './setup/terminal.mjs';

if (await onRecentNode(import.meta.url)) {
  exitOnSignals();
  await runMain(main);
}

async function main() {
  await ensureDependencies();
  // --expose-gc allows measuring the pool's memory.
  const args = ['--expose-gc', 'test/bench/run.ts', ...process.argv.slice(2)];
  const { code } = await run(process.execPath, args, { cwd: root, show: true });
  return code;
}
