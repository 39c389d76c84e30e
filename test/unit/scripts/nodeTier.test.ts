// The test runner, on small folders with misbehaving tests.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runNodeTier } from '../../../scripts/test/nodeTier.mjs';

const runFixture = (name: string, timeoutMs = 60_000): ReturnType<typeof runNodeTier> =>
  runNodeTier(`test/fixtures/runner/${name}`, { timeoutMs });

test('counts passes, failures and skips, with their reasons', async () => {
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

test('a hanging tier is stopped, and the exceeded limit is reported', async () => {
  const { failures } = await runFixture('hanging', 1500);
  assert.match(failures.at(-1)!.message, /Not finished after 1.5 s/);
});

test('a tier that makes no progress is stopped, and the running tests are named', async () => {
  const folder = 'test/fixtures/runner/hanging';
  const { failures } = await runNodeTier(folder, { timeoutMs: 600_000, stalledMs: 3000 });
  assert.match(
    failures.at(-1)!.message,
    /^No test began or ended for 3 s, so it was ended\. Running: /,
  );
  assert.match(
    failures.at(-1)!.message,
    /waits for an event that never happens \(test\/fixtures\/runner\/hanging\/.*\.test\.ts\)/,
  );
});

test('a file without a test fails', async () => {
  const { passed, failures } = await runFixture('empty');
  assert.equal(passed, 0);
  assert.match(failures[0]!.message, /has no test/);
});

test('a file that throws on load fails', async () => {
  const { failures } = await runFixture('broken');
  assert.equal(failures.length, 1);
});

test('a missing folder counts nothing', async () => {
  assert.deepEqual(await runFixture('absent'), { passed: 0, skips: [], failures: [] });
});
