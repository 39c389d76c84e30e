import { join } from 'node:path';
import type { Engine } from '../../src/core/engine/engineApi.ts';
import { EngineClient } from '../../src/host/engineClient.ts';
import { poolSpecOf } from '../../src/host/resolvePoolSpec.ts';
import { medianOf, p95Of, peakMemory } from './measure.ts';
import { scaleLabels, scaleOracle } from './scalePool.ts';
import { engineModule, scaleProject } from './scaleSession.ts';
import type { SingleTraining } from '../../src/core/engine/modelApi.ts';

/** Rounds on a reopened project. All in milliseconds. */
export interface RoundCosts {
  /** Index and vectors from the cache, in a newly started engine. */
  readonly reopened: number;
  /** The first round, which copies the vectors. */
  readonly firstRound: number;
  /** The host's wait for a round: refit after five more labels, score the rest, choose 20. */
  readonly roundMedian: number;
  readonly roundP95: number;
  /** Peak memory of the engine process in bytes, until indexing is complete. */
  readonly indexMemory?: number;
  /** Peak memory of the engine process at the end, with the copy of the vectors used for scoring. */
  readonly engineMemory?: number;
}

const labelled = 1000;
const rounds = 30;

/** @param folder of a project left by `measureSession` */
export async function measureRounds(folder: string): Promise<RoundCosts> {
  const { project } = scaleProject();
  const client = new EngineClient({ modulePath: engineModule, log: () => undefined });
  try {
    const engine = client.remote as Engine;
    const began = performance.now();
    await engine.openPool({
      pool: await poolSpecOf(project!, folder),
      folder,
      name: 'pool',
      cacheDir: join(folder, '.marginalia/cache'),
      seed: project!.seed,
    });
    const indexMemory = peakMemory(client.pid);
    await engine.embed({
      embedding: 'lexical',
      dimensions: 256,
      seed: project!.seed,
      modelsDir: join(folder, 'models'),
      allowDownload: false,
    });
    const reopened = performance.now() - began;
    const known = await trainingSet(engine, labelled + 5 * rounds);
    const times: number[] = [];
    for (let i = 0; i <= rounds; i++) {
      const count = labelled + 5 * i;
      const training: SingleTraining = {
        task: 'single',
        ids: known.ids.slice(0, count),
        answers: known.answers.slice(0, count),
      };
      const start = performance.now();
      await round(engine, training);
      times.push(performance.now() - start);
    }
    const [firstRound, ...others] = times;
    others.sort((a, b) => a - b);
    const engineMemory = peakMemory(client.pid);
    return {
      reopened,
      firstRound: firstRound!,
      roundMedian: medianOf(others),
      roundP95: p95Of(others),
      ...(indexMemory === undefined ? {} : { indexMemory }),
      ...(engineMemory === undefined ? {} : { engineMemory }),
    };
  } finally {
    client.dispose();
  }
}

async function trainingSet(engine: Engine, count: number): Promise<SingleTraining> {
  const ids = await engine.sample({ count, exclude: [], seed: 1 });
  const records = await engine.read({ ids });
  return { task: 'single', ids, answers: records.map(({ text }) => scaleOracle(text)) };
}

async function round(engine: Engine, training: SingleTraining): Promise<void> {
  await engine.fit({
    training,
    labels: scaleLabels,
    kind: 'logistic',
    members: 20,
    c: 10,
    chooseC: false,
    classWeight: 'none',
    warmStart: true,
    seed: 1,
  });
  await engine.query({
    settings: { strategy: 'margin', explore: 0.1 },
    count: 20,
    exclude: training.ids,
    training,
    labels: scaleLabels,
    seed: 1,
  });
}
