import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { labellingSpeed, secondsFor } from '../../../src/core/metrics/speed.ts';
import { close } from './close.ts';

describe('labelling speed', () => {
  it('excludes pauses', () => {
    const speed = labellingSpeed([0, 2000, 5000, 605_000, 606_000]);
    assert.equal(speed.answers, 5);
    close(speed.medianSeconds, 2);
    close(speed.perMinute, 30);
    close(secondsFor(10, speed), 20);
  });
  it('does not depend on the order of times', () => {
    assert.deepEqual(labellingSpeed([5000, 0, 2000]), labellingSpeed([0, 2000, 5000]));
  });
  it('is null without enough times', () => {
    for (const times of [[], [1000], [1000, 1000], [0, 1e9]]) {
      assert.equal(labellingSpeed(times).perMinute, null);
      assert.equal(secondsFor(5, labellingSpeed(times)), null);
    }
  });
});
