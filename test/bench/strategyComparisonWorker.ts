// The worker thread of strategyComparison.ts, which simulates projects.
import { parentPort, workerData } from 'node:worker_threads';
import { comparisonProjects } from '../simulations/comparisonProjects.ts';
import type { ComparisonRun } from '../simulations/comparisonRuns.ts';
import type { ComparisonJob } from './strategyComparison.ts';

const { kind, settings, seeds } = workerData as ComparisonJob;
const runs: ComparisonRun[] = [];
for (const seed of seeds) runs.push(await comparisonProjects[kind].run(settings, seed));
parentPort!.postMessage(runs);
