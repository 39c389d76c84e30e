// The runner of the tests, tested on small folders that do what tests do at their worst.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runNodeTier } from '../../../scripts/test/nodeTier.mjs';

const runFixture = (name: string, timeoutMs = 60_000): ReturnType<typeof runNodeTier> =>
  runNodeTier(`test/fixtures/runner/${name}`, { timeoutMs });

test('passes, failures and skips are counted, with their reasons', async () => {
  const { passed, failures, skips } = await runFixture('mixed');
  assert.equal(passed, 1);
  assert.equal(failures.length, 1);
  assert.match(failures[0]!.name, /^fails \(/);
  assert.match(failures[0]!.message, /1 !== 2/);
  assert.deepEqual(
    skips.map(({ reason }) => reason),
    ['shared data absent', 'no reason given', 'to do: write it'],
  );
});

test('a tier that hangs is ended, and says which limit it broke', async () => {
  const { failures } = await runFixture('hanging', 1500);
  assert.match(failures.at(-1)!.message, /Not finished after 1.5 s/);
});

test('a file without a test fails', async () => {
  const { passed, failures } = await runFixture('empty');
  assert.equal(passed, 0);
  assert.match(failures[0]!.message, /has no test/);
});

test('a file that breaks while it loads fails', async () => {
  const { failures } = await runFixture('broken');
  assert.equal(failures.length, 1);
});

test('a folder without tests has nothing to count', async () => {
  assert.deepEqual(await runFixture('absent'), { passed: 0, skips: [], failures: [] });
});
