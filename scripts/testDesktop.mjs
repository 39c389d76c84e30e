// Runs test/vscode on the desktop build of VS Code, which @vscode/test-electron downloads: `npm run test:desktop`.
import { ensureBuild, buildHostTests } from './setup/build.mjs';
import { run } from './setup/command.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { onRecentNode } from './setup/node.mjs';
import { root } from './setup/paths.mjs';
import { exitOnSignals } from './setup/processTree.mjs';
import { runMain, logStep } from './setup/terminal.mjs';

if (await onRecentNode(import.meta.url)) {
  exitOnSignals();
  await runMain(async () => {
    await ensureDependencies();
    await ensureBuild();
    await buildHostTests();
    logStep('Running the tests on the desktop build of VS Code');
    const { code } = await run(
      process.execPath,
      ['node_modules/@vscode/test-cli/out/bin.mjs', ...process.argv.slice(2)],
      { cwd: root, show: true },
    );
    return code;
  });
}
