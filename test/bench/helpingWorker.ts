// The worker thread of helping.ts, which simulates projects.
import { parentPort, workerData } from 'node:worker_threads';
import { helpingProjects } from '../simulations/helpingProjects.ts';
import type { HelpingRun } from '../simulations/helpingRuns.ts';
import type { HelpingJob } from './helping.ts';

const { kind, settings, seeds } = workerData as HelpingJob;
const runs: HelpingRun[] = [];
for (const seed of seeds) runs.push(await helpingProjects[kind].run(settings, seed));
parentPort!.postMessage(runs);
