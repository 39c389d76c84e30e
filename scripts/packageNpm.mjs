// Packs the command line for npm, so that `npx marginalia` can run it: `npm run package:npm`.
import { ensureDependencies } from './setup/dependencies.mjs';
import { onRecentNode } from './setup/node.mjs';
import { packNpmPackage } from './setup/npmPackage.mjs';
import { runMain, logStep } from './setup/terminal.mjs';

if (await onRecentNode(import.meta.url)) {
  await runMain(async () => {
    await ensureDependencies();
    logStep(`Packed ${await packNpmPackage()}`);
  });
}
