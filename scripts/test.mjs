// Runs all test tiers: `npm test`, or some of them: `npm test -- unit browser --grep undo`.
import { parseArgs } from 'node:util';
import { ensureDependencies } from './setup/dependencies.mjs';
import { onRecentNode } from './setup/node.mjs';
import { exitOnSignals } from './setup/processTree.mjs';
import { UserError, runMain, logStep } from './setup/terminal.mjs';

/** The only permitted reasons to skip a test. */
const ALLOWED = ['shared data absent', 'scikit-learn absent'];

if (await onRecentNode(import.meta.url)) {
  exitOnSignals();
  await runMain(main);
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { grep: { type: 'string' } },
  });
  await ensureDependencies();
  // Imported here because the tiers use packages.
  const { TIERS } = await import('./test/tiers.mjs');
  const unknown = positionals.filter((name) => !TIERS.some((tier) => tier.name === name));
  if (unknown.length > 0) {
    const names = TIERS.map((tier) => tier.name).join(', ');
    throw new UserError(`There is no tier ${unknown.join(', ')}; the tiers are ${names}.`);
  }
  const chosen = TIERS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

  let passed = 0;
  let failed = 0;
  /** @type {Map<string, string[]>} */
  const skipped = new Map();
  for (const tier of chosen) {
    logStep(`${tier.name} …`);
    const started = performance.now();
    const outcome = checkOutcome(tier.name, await runTier(tier, values.grep));
    for (const { name, message } of outcome.failures) {
      console.log(`\n  ✖ ${name}\n${message.replace(/^/gm, '    ')}\n`);
    }
    for (const { name, reason } of outcome.skips) {
      skipped.set(reason, [...(skipped.get(reason) ?? []), name]);
    }
    passed += outcome.passed;
    failed += outcome.failures.length;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    logStep(
      `${tier.name}: ${outcome.passed} passed, ${outcome.failures.length} failed, ` +
        `${outcome.skips.length} skipped (${seconds} s)`,
    );
  }
  for (const [reason, names] of skipped) {
    console.log(
      `\nSkipped, ${reason} (${names.length}):\n${names.map((name) => `  ${name}`).join('\n')}`,
    );
  }
  const count = [...skipped.values()].reduce((sum, names) => sum + names.length, 0);
  console.log(`\n${passed} passed, ${failed} failed, ${count} skipped`);
  return failed > 0 ? 1 : 0;
}

/**
 * @param {import('./test/tiers.mjs').Tier} tier
 * @param {string | undefined} grep
 * @returns {Promise<import('./test/tiers.mjs').Outcome>} an aborted tier counts as one failure
 */
async function runTier({ name, minutes, run }, grep) {
  try {
    return await run({ timeoutMs: minutes * 60_000, ...(grep === undefined ? {} : { grep }) });
  } catch (error) {
    const message =
      error instanceof UserError
        ? error.message
        : String((error instanceof Error && error.stack) || error);
    return { passed: 0, skips: [], failures: [{ name, message }] };
  }
}

/**
 * Adds failures for a tier without tests and for skips without a permitted reason.
 * @param {string} tier
 * @param {import('./test/tiers.mjs').Outcome} outcome
 * @returns {import('./test/tiers.mjs').Outcome}
 */
function checkOutcome(tier, { passed, skips, failures }) {
  const disallowedSkips = skips.filter(({ reason }) => !ALLOWED.includes(reason));
  const added = disallowedSkips.map(({ name, reason }) => ({
    name,
    message: `Skipped (${reason}); only these reasons are allowed: ${ALLOWED.join(', ')}.`,
  }));
  if (passed + skips.length + failures.length === 0) {
    added.push({ name: tier, message: 'No test was found.' });
  }
  return {
    passed,
    skips: skips.filter(({ reason }) => ALLOWED.includes(reason)),
    failures: [...failures, ...added],
  };
}
