// The tests of test/vscode on the desktop build of VS Code, where it can be downloaded: `npm run test:desktop`.
import { defineConfig } from '@vscode/test-cli';

export default defineConfig({
  files: '.vscode-test/host/*.test.cjs',
  version: 'stable',
  mocha: { ui: 'tdd', timeout: 60_000 },
});
