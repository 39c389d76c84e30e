import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricsStrings } from '../../../src/protocol/metrics.ts';
import { roundInWords } from '../../../webview/metrics/words.ts';

test('the line of a round ends with its other chosen values', () => {
  const strings = { round: 'round', labelsAxis: 'training labels' } as MetricsStrings;
  const round = { round: 12, labels: 140, strategy: 'margin', c: 10, value: 0.84 };
  const plain = 'round 12 · 140 training labels · .84 · margin · C 10';
  assert.equal(roundInWords(round, strings), plain);
  const calibrated = { ...round, s: 3, calibrated: 'calibrated with T = 1.12' };
  assert.equal(roundInWords(calibrated, strings), `${plain} · s 3 · calibrated with T = 1.12`);
});
