import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SingleMetrics } from '../../../src/core/metrics/holdoutMetrics.ts';
import { worstConfusions } from '../../../webview/metrics/confusionRows.ts';

test('D12 the worst confusions have the most records; ties go to the greater share', () => {
  const records = [
    [8, 2, 0, 1],
    [3, 5, 0, 0],
    [0, 0, 0, 0],
    [2, 0, 0, 1],
  ].flat();
  const latest = { confusion: { classes: 4, records } } as unknown as SingleMetrics;
  assert.deepEqual(
    worstConfusions(latest, 3).map(({ truth, predicted, count }) => [truth, predicted, count]),
    [
      [1, 0, 3],
      [3, 0, 2],
      [0, 1, 2],
    ],
  );
  assert.equal(worstConfusions(latest, 3)[0]!.share, 3 / 8);
  assert.equal(worstConfusions(latest, 99).length, 4, 'what is right is no confusion');
});
