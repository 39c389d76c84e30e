import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ThreadPool } from '../../../src/core/math/kernels/threadPool.ts';
import { matrix } from '../../../src/core/math/matrix.ts';
import {
  add,
  constant,
  I32,
  ifTrue,
  lessThan,
  loadInteger,
  localGet,
  localSet,
  sequence,
  storeInteger,
  instantiate,
  type WasmFunction,
  type WasmInstance,
} from '../../../src/core/math/kernels/wasmAssembler.ts';
import { QuantizedVectors } from '../../../src/core/math/kernels/quantizedVectors.ts';
import { Rng } from '../../../src/core/rng.ts';
import { KernelThreads } from '../../../src/engine/model/kernelThreads.ts';
import { unitRows } from '../../fixtures/query/state.ts';

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}

/** Increments the number at an address. @param failing traps afterwards if it was 0 */
function increment(failing: boolean): WasmFunction {
  const body = sequence(
    sequence(localGet(0), loadInteger, localSet(1)),
    sequence(localGet(0), localGet(1), constant(1), add, storeInteger),
    failing ? ifTrue(sequence(localGet(1), constant(1), lessThan), [0x00]) : [],
  );
  return { parameters: 1, locals: [[1, I32]], body };
}

const roomFor = (failing: boolean) =>
  instantiate<{ increment: (at: number) => void }>(64, { increment: increment(failing) }, true);

describe('kernel threads', () => {
  it('compute the same bounds as a single thread, bit for bit', async () => {
    const x = unitRows(50_003, 250, 1);
    const rng = new Rng(2);
    for (const classes of [2, 4, 6]) {
      const numbers = Float32Array.from({ length: 250 * classes }, () => 5 * rng.normal());
      const w = matrix(250, classes, numbers);
      const bias = Float32Array.from({ length: classes }, () => rng.normal());
      const alone = new QuantizedVectors(x.rows, x.cols);
      let crew: ThreadPool | undefined;
      const together = new QuantizedVectors(
        x.rows,
        x.cols,
        (room) => (crew = new KernelThreads(room, 3)),
      );
      await until(() => crew?.size === 4);
      for (const vectors of [alone, together]) {
        vectors.set(0, x);
        vectors.computeMargins(w, bias, 0, x.rows);
      }
      assert.deepEqual(together.margins.slice(), alone.margins.slice());
      assert.deepEqual(together.rowsWithin(0.1), alone.rowsWithin(0.1));
      together.close();
      assert.equal(crew?.size, 1);
    }
  });

  it('run on the main thread until helpers are ready, and without helpers', () => {
    const room = roomFor(false);
    const numbers = new Int32Array(room.buffer);
    for (const helpers of [0, 2]) {
      const crew = new KernelThreads(room, helpers);
      numbers.fill(5);
      assert.equal(crew.size, 1);
      assert.ok(crew.run('increment', [[0], [4], [8]]));
      assert.deepEqual([...numbers.subarray(0, 4)], [6, 6, 6, 5]);
      crew.close();
    }
  });

  it('are closed when one dies, and the work continues single-threaded', async () => {
    const room = roomFor(true);
    const numbers = new Int32Array(room.buffer);
    const crew = new KernelThreads(room, 1, 3);
    await until(() => crew.size === 2);
    numbers.set([0, 1]);
    // The helper takes the first call and traps.
    assert.equal(crew.run('increment', [[0], [4]]), false);
    assert.equal(crew.size, 1);
    assert.ok(crew.run('increment', [[0], [4]]));
    assert.deepEqual([...numbers.subarray(0, 2)], [2, 3]);
  });

  it('leave correct bounds when they are closed halfway', () => {
    const x = unitRows(60_000, 200, 3);
    const rng = new Rng(4);
    const w = matrix(
      200,
      9,
      Float32Array.from({ length: 1800 }, () => 5 * rng.normal()),
    );
    let size = 2;
    let runs = 0;
    const failing = (room: WasmInstance<object>): ThreadPool => ({
      get size() {
        return size;
      },
      run: (name, calls) => {
        const kernel = room.kernel as Record<string, (...args: readonly number[]) => void>;
        kernel[name]!(...calls[0]!);
        // In the second of three passes, after the first half.
        if (++runs === 2) {
          size = 1;
          return false;
        }
        kernel[name]!(...calls[1]!);
        return true;
      },
      close: () => {},
    });
    const [alone, left] = [
      new QuantizedVectors(60_000, 200),
      new QuantizedVectors(60_000, 200, failing),
    ];
    for (const vectors of [alone, left]) {
      vectors.set(0, x);
      vectors.computeMargins(w, new Float32Array(9), 0, 60_000);
    }
    assert.equal(runs, 2);
    assert.deepEqual(left.margins.slice(), alone.margins.slice());
  });
});
