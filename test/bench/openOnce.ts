// Opens a project once, with the sources and the built engine of a checkout, and prints the cost:
// node test/bench/openOnce.ts CHECKOUT FOLDER pool.jsonl [project]
// Runs from one checkout on another, so it uses nothing that one of them may lack.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { openSession as OpenSession } from '../../src/host/openSession.ts';
import type { EngineClient as Client } from '../../src/host/engineClient.ts';
import type { parseProjectFile as Parse } from '../../src/core/projectFile/parseProjectFile.ts';
import type { AcquisitionRegistry as Registry } from '../../src/core/acquisition/registry.ts';
import { peakMemory } from './measure.ts';

export interface OpeningCost {
  readonly records: number;
  /** Until every record is indexed; for a project, until the hold-out is drawn too. */
  readonly milliseconds: number;
  /** Peak memory of the engine process in bytes; undefined if the system does not report it. */
  readonly peak: number | undefined;
}

const [checkout = '', folder = '', pool = '', what] = process.argv.slice(2);
const engineModule = resolve(checkout, 'dist/engine.mjs');

/** A module of the checkout, by its current path or a former one. */
async function from<T>(...paths: string[]): Promise<T> {
  const path = paths.find((each) => existsSync(resolve(checkout, each)));
  if (path === undefined) throw new Error(`${checkout} has no ${paths.join(' or ')}.`);
  return (await import(pathToFileURL(resolve(checkout, path)).href)) as T;
}

/** The engine only: starts its process and indexes the pool. */
async function openPoolOnly(): Promise<OpeningCost> {
  const { EngineClient } = await from<{ EngineClient: typeof Client }>(
    'src/host/engineClient.ts',
    'src/engine/client.ts',
  );
  const kind = pool.endsWith('.json') ? 'json' : 'jsonl';
  const began = performance.now();
  const client = new EngineClient({ modulePath: engineModule, log: () => undefined });
  const { size } = await client.remote.openPool({
    pool: {
      files: [{ path: pool, format: { kind } }],
      textFields: ['text'],
      idField: 'id',
      contextFields: ['lang'],
    },
    folder,
    name: 'pool',
    cacheDir: join(folder, 'cache'),
    seed: 1,
  });
  const milliseconds = performance.now() - began;
  const peak = peakMemory(client.pid);
  client.dispose();
  return { records: size, milliseconds, peak };
}

/** The whole project, until its first opening has drawn the hold-out. */
async function openProject(): Promise<OpeningCost> {
  const { parseProjectFile } = await from<{ parseProjectFile: typeof Parse }>(
    'src/core/projectFile/parseProjectFile.ts',
  );
  const { openSession } = await from<{ openSession: typeof OpenSession }>(
    'src/host/openSession.ts',
    'src/services/openSession.ts',
  );
  const { AcquisitionRegistry } = await from<{ AcquisitionRegistry: typeof Registry }>(
    'src/core/acquisition/registry.ts',
  );
  const labels = [{ name: 'yes' }, { name: 'no' }];
  const file = { version: 1, pool, text: 'text', id: 'id', context: ['lang'], labels };
  const { project } = parseProjectFile(JSON.stringify({ ...file, embedding: 'lexical' }));
  if (!project) throw new Error('The project file is wrong.');
  const { english } = await from<{ english: never }>('src/core/localize.ts', 'src/core/say.ts');
  const began = performance.now();
  const { learner } = await openSession(
    {
      file: join(folder, 'pool.marginalia.json'),
      name: 'pool',
      project,
      annotator: 'bench',
      // Required by earlier versions.
      ...{ localize: english },
      trusted: true,
      allowDownload: false,
    },
    {
      engineModule,
      modelsDir: join(folder, 'models'),
      backendsDir: join(folder, 'tensorflow'),
      backupsDir: join(folder, 'backups'),
      log: (level, message) => level === 'error' && console.error(message),
      acquisitions: new AcquisitionRegistry(),
    },
  );
  return new Promise((done, fail) => {
    learner.onChange(({ phase, holdout, pool: { size } }) => {
      if (phase.kind === 'failed') fail(new Error(JSON.stringify(phase.message)));
      if (holdout.size === 0) return;
      const milliseconds = performance.now() - began;
      done({ records: size, milliseconds, peak: undefined });
    });
    learner.start().catch(fail);
  });
}

const cost = await (what === 'project' ? openProject() : openPoolOnly());
console.log(JSON.stringify(cost));
process.exit(0);
