// Runs test/vscode on the desktop build of VS Code, which @vscode/test-electron downloads: `npm run test:desktop`.
import { bringBuild, buildHostTests } from './setup/build.mjs';
import { run } from './setup/command.mjs';
import { bringDependencies } from './setup/dependencies.mjs';
import { onRecentNode } from './setup/node.mjs';
import { root } from './setup/paths.mjs';
import { exitOnSignals } from './setup/processTree.mjs';
import { runMain, say } from './setup/say.mjs';

if (await onRecentNode(import.meta.url)) {
  exitOnSignals();
  await runMain(async () => {
    await bringDependencies();
    await bringBuild();
    await buildHostTests();
    say('Running the tests on the desktop build of VS Code');
    const { code } = await run(
      process.execPath,
      ['node_modules/@vscode/test-cli/out/bin.mjs', ...process.argv.slice(2)],
      { cwd: root, show: true },
    );
    return code;
  });
}
