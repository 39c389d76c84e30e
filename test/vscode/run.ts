// Called by VS Code inside the extension host: runs every *.test.cjs beside this file with mocha and writes
// the outcome to the file named by MARGINALIA_TEST_RESULTS.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Mocha from 'mocha';

/** The outcome of a run, read by scripts/test/hostTier.mjs. */
export interface HostResults {
  readonly passed: number;
  readonly skips: readonly { readonly name: string; readonly reason: string }[];
  readonly failures: readonly { readonly name: string; readonly message: string }[];
}

/** @throws Error when a test fails, which VS Code turns into exit code 1 */
export async function run(): Promise<void> {
  // mocha is an ES module, which this CommonJS bundle can only import dynamically.
  const { default: MochaRunner } = await import('mocha');
  const mocha = new MochaRunner({
    ui: 'tdd',
    // A guard against hanging, generous enough for busy machines.
    timeout: 600_000,
    grep: process.env['MARGINALIA_TEST_GREP'],
  });
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith('.test.cjs')) mocha.addFile(join(__dirname, name));
  }
  const skips: { name: string; reason: string }[] = [];
  const failures: { name: string; message: string }[] = [];
  let passed = 0;
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', (test) => {
        passed++;
        console.log(`✔ ${test.fullTitle()}`);
      })
      .on('pending', (test) => skips.push({ name: test.fullTitle(), reason: skipReason(test) }))
      .on('fail', (test, error: Error) => {
        failures.push({ name: test.fullTitle(), message: error.stack ?? String(error) });
        console.log(`✖ ${test.fullTitle()}\n${error.stack ?? String(error)}`);
      });
  });
  const results: HostResults = { passed, skips, failures };
  const file = process.env['MARGINALIA_TEST_RESULTS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(results));
  if (failures.length > 0)
    throw new Error(`${failures.length} tests failed in the extension host.`);
}

/**
 * mocha has no skip reasons: a skipped test gives its reason in the title, as in `test.skip('… (shared data
 * absent)')`.
 */
function skipReason(test: Mocha.Test): string {
  return /\(([^()]+)\)\s*$/.exec(test.title)?.[1] ?? 'no reason given';
}
