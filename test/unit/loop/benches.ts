import { after } from 'node:test';
import { setUp, type Bench, type BenchOptions } from './loopFixture.ts';

/** `setUp` for a file or a suite, after whose last test the benches are closed. */
export function benchMaker(): (options?: BenchOptions) => Bench {
  const benches: Bench[] = [];
  after(() => Promise.all(benches.map((bench) => bench.close())));
  return (options) => {
    const bench = setUp(options);
    benches.push(bench);
    return bench;
  };
}

/** Starts a bench and waits for its vectors and the records ahead. */
export async function startBench(bench: Bench): Promise<Bench> {
  await bench.learner.start();
  await bench.until(({ embedding, ahead }) => embedding !== undefined && ahead.length === 4);
  return bench;
}
