// Builds the VSIX of one platform: `node scripts/package.mjs [--target linux-x64]` (default: this machine's).
import { stageAndPackage, thisTarget } from './setup/vsix.mjs';
import { onRecentNode } from './setup/node.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { runMain, logStep } from './setup/terminal.mjs';

if (await onRecentNode(import.meta.url)) {
  await runMain(async () => {
    await ensureDependencies();
    const named = process.argv.indexOf('--target');
    const vsix = await stageAndPackage(named < 0 ? thisTarget() : (process.argv[named + 1] ?? ''));
    logStep(`Packaged ${vsix}`);
  });
}
