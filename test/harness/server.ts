/**
 * A VS Code server per test file: free port, own settings and extensions, nothing shared, nothing left behind.
 *
 *     const server = await startTestServer();                 // with the built VSIX installed
 *     const workbench = await openWorkbench(server, folder);  // see workbench.ts
 *     …
 *     await workbench.close();
 *     await server.stop();
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, installVsix, prepareHome, startServer } from '../../scripts/setup/server.mjs';
import { thisTarget, vsixPath } from '../../scripts/setup/vsix.mjs';
import { TEST_SETTINGS } from '../../scripts/test/testSettings.mjs';

export interface TestServerOptions {
  /** Added to the default settings of tests, or overriding them. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A colour theme's id: 'Default Dark Modern', 'Default Light Modern', 'Default High Contrast', … */
  readonly theme?: string;
  /** The VSIX to install: by default the one built by `npm run package`; false for none. */
  readonly vsix?: string | false;
  /** Added to the environment of the server, and hence of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface TestServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** The folder of installed extensions. */
  readonly extensions: string;
  /** The server's output so far. */
  log(): string;
  /** Stops the server with all its child processes, and removes its folders. */
  stop(): Promise<void>;
}

/** @throws Sentence if the VSIX cannot be installed or the server ends before it listens */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const scratch = await mkdtemp(join(tmpdir(), 'marginalia-server-'));
  const home = prepareHome(scratch, {
    ...TEST_SETTINGS,
    ...(options.theme === undefined ? {} : { 'workbench.colorTheme': options.theme }),
    ...options.settings,
  });
  const vsix = options.vsix ?? vsixPath(thisTarget());
  if (vsix !== false) await installVsix(home, vsix);
  const port = (await freePort()) ?? 0;
  const running = await startServer({ home, port, env: { ...options.env } });
  return {
    origin: running.origin,
    extensions: home.extensions,
    log: running.log,
    async stop() {
      await running.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
