import { inOwnWords } from '../../../src/core/errors.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSpeed } from '../../../src/vscode/text/speedText.ts';
import { untranslated } from '../../../src/core/localize.ts';

const speed = { answers: 40, medianSeconds: 3.84, perMinute: 14.4 };

test('speed is shown with its meaning for the target', () => {
  assert.deepEqual(formatSpeed({ speed }, untranslated), {
    short: '14/min',
    more: 'median 3.8 s',
    long: '14 records per minute, breaks left out. Half of the answers took less than 3.8 seconds.',
  });
  const forecast = { low: 144, high: 2880 };
  assert.match(
    formatSpeed({ speed, forecast }, untranslated)!.long,
    /The target is 10 min to 3\.3 h away at this speed\.$/,
  );
  assert.equal(
    formatSpeed({ speed, forecast }, untranslated)!.more,
    'median 3.8 s · target in 10 min to 3.3 h',
  );
});

test('nothing is shown for too few answers, nor about a reached target', () => {
  assert.equal(formatSpeed({ speed: { ...speed, answers: 4 } }, untranslated), undefined);
  const none = { answers: 1, medianSeconds: null, perMinute: null };
  assert.equal(formatSpeed({ speed: none }, untranslated), undefined);
  for (const forecast of [
    { aboutThere: true },
    { reason: inOwnWords('Cannot tell yet.') },
  ] as const) {
    assert.doesNotMatch(formatSpeed({ speed, forecast }, untranslated)!.long, /target/);
  }
});

test('C6 a forecast without an upper bound is not shown as a range', () => {
  const told = formatSpeed({ speed, forecast: { low: 144 } }, untranslated)!;
  assert.match(told.long, /The target is more than 10 min away at this speed\.$/);
  assert.equal(told.more, 'median 3.8 s · target in more than 10 min');
});
