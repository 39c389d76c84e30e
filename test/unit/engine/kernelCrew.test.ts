import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Crew } from '../../../src/core/math/crew.ts';
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
  withMemory,
  type WasmFunction,
  type WasmRoom,
} from '../../../src/core/math/wasm.ts';
import { WordVectors } from '../../../src/core/math/wordVectors.ts';
import { Rng } from '../../../src/core/rng.ts';
import { KernelCrew } from '../../../src/engine/kernelCrew.ts';
import { unitRows } from '../../fixtures/query/state.ts';

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}

/** Adds one to the number at an address. @param failing traps after that where it was 0 */
function increment(failing: boolean): WasmFunction {
  const body = sequence(
    sequence(localGet(0), loadInteger, localSet(1)),
    sequence(localGet(0), localGet(1), constant(1), add, storeInteger),
    failing ? ifTrue(sequence(localGet(1), constant(1), lessThan), [0x00]) : [],
  );
  return { parameters: 1, locals: [[1, I32]], body };
}

const roomFor = (failing: boolean) =>
  withMemory<{ increment: (at: number) => void }>(64, { increment: increment(failing) }, true);

describe('threads that go through the vectors together', () => {
  it('make the same bounds as one, to the bit', async () => {
    const x = unitRows(50_003, 250, 1);
    const rng = new Rng(2);
    for (const classes of [2, 4, 6]) {
      const numbers = Float32Array.from({ length: 250 * classes }, () => 5 * rng.normal());
      const w = matrix(250, classes, numbers);
      const bias = Float32Array.from({ length: classes }, () => rng.normal());
      const alone = new WordVectors(x.rows, x.cols);
      let crew: Crew | undefined;
      const together = new WordVectors(x.rows, x.cols, (room) => (crew = new KernelCrew(room, 3)));
      await until(() => crew?.size === 4);
      for (const vectors of [alone, together]) {
        vectors.set(0, x);
        vectors.look(w, bias, 0, x.rows);
      }
      assert.deepEqual(together.gaps.slice(), alone.gaps.slice());
      assert.deepEqual(together.below(0.1), alone.below(0.1));
      together.close();
      assert.equal(crew?.size, 1);
    }
  });

  it('leave the work to the one that is there until they are ready, and without any', () => {
    const room = roomFor(false);
    const numbers = new Int32Array(room.buffer);
    for (const helpers of [0, 2]) {
      const crew = new KernelCrew(room, helpers);
      numbers.fill(5);
      assert.equal(crew.size, 1);
      assert.ok(crew.run('increment', [[0], [4], [8]]));
      assert.deepEqual([...numbers.subarray(0, 4)], [6, 6, 6, 5]);
      crew.close();
    }
  });

  it('are given up when one of them died, and the work is done alone from then on', async () => {
    const room = roomFor(true);
    const numbers = new Int32Array(room.buffer);
    const crew = new KernelCrew(room, 1, 3);
    await until(() => crew.size === 2);
    numbers.set([0, 1]);
    // The helper gets the first call, and fails in it.
    assert.equal(crew.run('increment', [[0], [4]]), false);
    assert.equal(crew.size, 1);
    assert.ok(crew.run('increment', [[0], [4]]));
    assert.deepEqual([...numbers.subarray(0, 2)], [2, 3]);
  });

  it('leave right bounds behind when they are given up in the middle', () => {
    const x = unitRows(60_000, 200, 3);
    const rng = new Rng(4);
    const w = matrix(
      200,
      9,
      Float32Array.from({ length: 1800 }, () => 5 * rng.normal()),
    );
    let size = 2;
    let runs = 0;
    const failing = (room: WasmRoom<object>): Crew => ({
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
    const [alone, left] = [new WordVectors(60_000, 200), new WordVectors(60_000, 200, failing)];
    for (const vectors of [alone, left]) {
      vectors.set(0, x);
      vectors.look(w, new Float32Array(9), 0, 60_000);
    }
    assert.equal(runs, 2);
    assert.deepEqual(left.gaps.slice(), alone.gaps.slice());
  });
});
