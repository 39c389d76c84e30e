import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whenSlow, type Timer } from '../../../src/vscode/project/whenSlow.ts';

/** A piece of work, and a timer that the test fires. */
function bench() {
  const told: string[] = [];
  let goOff: (() => void) | undefined;
  const timer: Timer = (ms, then) => {
    told.push(`wait ${ms}`);
    goOff = then;
    return () => (goOff = undefined);
  };
  let resolve = (): void => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((...settle) => ([resolve, reject] = settle));
  whenSlow(
    promise,
    () => {
      told.push('shown');
      return () => told.push('hidden');
    },
    timer,
  );
  const settled = promise.catch(() => undefined);
  return {
    told,
    resolve,
    reject,
    settled,
    isWaiting: () => goOff !== undefined,
    pass: () => goOff?.(),
  };
}

test('D11 work longer than a second is shown until it ends', async () => {
  const { told, resolve, settled, pass } = bench();
  pass();
  assert.deepEqual(told, ['wait 1000', 'shown']);
  resolve();
  await settled;
  assert.deepEqual(told, ['wait 1000', 'shown', 'hidden']);
});

test('shorter work is never shown, and leaves no timer behind', async () => {
  const { told, resolve, settled, pass, isWaiting } = bench();
  resolve();
  await settled;
  assert.equal(isWaiting(), false);
  pass();
  assert.deepEqual(told, ['wait 1000']);
});

test('failed or cancelled work is hidden too', async () => {
  const { told, reject, settled, pass } = bench();
  pass();
  reject(new Error('cancelled'));
  await settled;
  assert.deepEqual(told, ['wait 1000', 'shown', 'hidden']);
});
