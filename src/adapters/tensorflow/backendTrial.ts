/**
 * Separate program, `dist/backendTrial.mjs`: loads a native backend from a folder and computes with
 * it, in a process that may crash safely.
 *
 *     backendTrial.mjs FOLDER tfjs-node-gpu|tfjs-node
 */
import type { Message } from '../../core/messages/message.ts';
import { nativePackages } from '../../core/heads/headBackend.ts';
import { failureOf } from './loadFailure.ts';
import { openNodePackage } from './nodePackage.ts';

/** The single message to the parent process. */
export type TrialReport =
  | { readonly kind: 'works'; readonly version: string; readonly onCard: boolean }
  | { readonly kind: 'failed'; readonly reason: Message };

async function attempt(): Promise<TrialReport> {
  const [folder, wanted] = process.argv.slice(2);
  const name = nativePackages.find((known) => known === wanted);
  if (folder === undefined || !name) throw new Error(`no backend ${wanted} in ${folder}`);
  const backend = await openNodePackage(name, folder);
  return {
    kind: 'works',
    version: backend.version,
    onCard: backend.name === 'tensorflow-gpu',
  };
}

const report = await attempt().catch((error: unknown): TrialReport => ({
  kind: 'failed',
  reason: failureOf(error),
}));
// Explicit exit: the library may keep threads running.
process.send?.(report, () => process.exit());
