// Packs the command line for npm, so that `npx marginalia` can run it: `npm run package:npm`.
import { bringDependencies } from './setup/dependencies.mjs';
import { onRecentNode } from './setup/node.mjs';
import { packNpmPackage } from './setup/npmPackage.mjs';
import { runMain, say } from './setup/say.mjs';

if (await onRecentNode(import.meta.url)) {
  await runMain(async () => {
    await bringDependencies();
    say(`Packed ${await packNpmPackage()}`);
  });
}
