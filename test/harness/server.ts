/**
 * A VS Code server per test file: free port, own settings and extensions, nothing shared, nothing left behind.
 *
 *     const server = await startTestServer();                 // with the built VSIX installed
 *     const workbench = await openWorkbench(server, folder);  // see workbench.ts
 *     …
 *     await workbench.close();
 *     await server.stop();
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir } from '../../scripts/setup/paths.mjs';
import { freePort, installVsix, prepareHome, startServer } from '../../scripts/setup/server.mjs';
import { thisTarget, vsixPath } from '../../scripts/setup/vsix.mjs';
import { TEST_SETTINGS } from '../../scripts/test/testSettings.mjs';

export interface TestServerOptions {
  /** Added to the default settings of tests, which they override. */
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

/** @throws UserError if the VSIX cannot be installed or the server ends before it listens */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const scratch = await mkdtemp(join(tmpdir(), 'marginalia-server-'));
  const home = prepareHome(scratch, {
    ...TEST_SETTINGS,
    ...(options.theme === undefined ? {} : { 'workbench.colorTheme': options.theme }),
    ...options.settings,
  });
  const vsix = options.vsix ?? vsixPath(thisTarget());
  if (vsix !== false) await cp(await installed(vsix), home.extensions, { recursive: true });
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

/**
 * An extensions folder with the VSIX installed. Installing takes seconds, so the server does it once per VSIX
 * and the result is copied, without the list of extensions, which contains absolute paths.
 */
async function installed(vsix: string): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(vsix))
    .digest('hex');
  const all = join(cacheDir, 'installed');
  const folder = join(all, hash);
  if (existsSync(folder)) return folder;
  // Removes the installations of earlier builds.
  await rm(all, { recursive: true, force: true });
  await mkdir(all, { recursive: true });
  const scratch = await mkdtemp(join(all, '.new-'));
  const home = prepareHome(scratch);
  await installVsix(home, vsix);
  await rm(join(home.extensions, 'extensions.json'));
  await rename(home.extensions, folder);
  await rm(scratch, { recursive: true });
  return folder;
}
