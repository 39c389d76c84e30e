import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { mustRun } from './command.mjs';
import { serverFolder } from './codeServer.mjs';
import { killTree, usesProcessGroup, killOnExit } from './processTree.mjs';
import { UserError } from './terminal.mjs';

/**
 * @typedef {object} Home folders of one server
 * @property {string} userData
 * @property {string} extensions
 */

/**
 * @typedef {object} RunningServer
 * @property {number} port
 * @property {string} origin `http://127.0.0.1:PORT`
 * @property {() => string} log its output so far
 * @property {Promise<number>} ended resolves with the exit code
 * @property {() => Promise<void>} stop ends it and its child processes
 */

/**
 * Checks that a port of the loopback interface is free.
 * @param {number} port 0 for any
 * @returns {Promise<number | undefined>} the port, or undefined if it is taken
 */
export function freePort(port = 0) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      const found = typeof address === 'object' && address ? address.port : undefined;
      probe.close(() => resolve(found));
    });
  });
}

/**
 * Creates a server's folders below `folder`, and its user settings if given.
 * @param {string} folder
 * @param {Record<string, unknown>} [settings]
 * @returns {Home}
 */
export function prepareHome(folder, settings) {
  const home = { userData: join(folder, 'user-data'), extensions: join(folder, 'extensions') };
  mkdirSync(join(home.userData, 'User'), { recursive: true });
  mkdirSync(home.extensions, { recursive: true });
  if (settings) {
    writeFileSync(join(home.userData, 'User/settings.json'), JSON.stringify(settings, null, 2));
  }
  return home;
}

/** @param {Home} home */
function homeArguments(home) {
  return [
    join(serverFolder, 'out/server-main.js'),
    '--user-data-dir',
    home.userData,
    '--extensions-dir',
    home.extensions,
    '--accept-server-license-terms',
    '--telemetry-level',
    'off',
  ];
}

/**
 * Installs a VSIX into a server's extensions folder, unless this very file is already installed.
 * @param {Home} home
 * @param {string} vsix
 */
export async function installVsix(home, vsix) {
  const stamp = join(home.extensions, '.installed-vsix');
  const hash = createHash('sha256').update(readFileSync(vsix)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const output = await mustRun('install the extension into the server', process.execPath, [
    ...homeArguments(home),
    '--install-extension',
    vsix,
    '--force',
  ]);
  // The server reports some failures only in its output.
  if (!/successfully installed/i.test(output)) {
    throw new UserError(`The server did not install ${vsix}:\n${output}`);
  }
  writeFileSync(stamp, hash);
}

/**
 * Starts the VS Code server on the loopback interface and waits until it listens.
 * @param {object} options
 * @param {Home} options.home
 * @param {number} options.port
 * @param {string} [options.token] the connection token; without one the server requires none (tests only)
 * @param {boolean} [options.testDriver] lets a page name an extension under development and its tests
 * @param {NodeJS.ProcessEnv} [options.env] added to the environment of the server and its extension hosts
 * @returns {Promise<RunningServer>}
 * @throws UserError if it exits before it listens
 */
export async function startServer({ home, port, token, testDriver = false, env }) {
  const args = [
    ...homeArguments(home),
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    ...(token === undefined ? ['--without-connection-token'] : ['--connection-token', token]),
    ...(testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
  const child = spawn(process.execPath, args, {
    cwd: serverFolder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: usesProcessGroup,
  });
  killOnExit(child);

  let log = '';
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 0));
  });
  const listening = new Promise((resolve) => {
    const read = (/** @type {Buffer} */ chunk) => {
      log += chunk.toString();
      if (/agent listening on/.test(log)) resolve(true);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  if ((await Promise.race([listening, ended.then(() => false)])) === false) {
    throw new UserError(`The VS Code server ended before it was ready:\n${log}`);
  }
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    log: () => log,
    ended,
    async stop() {
      killTree(child, 'SIGTERM');
      const killTimer = setTimeout(() => killTree(child, 'SIGKILL'), 3000);
      await ended;
      clearTimeout(killTimer);
      // Kill members of the group that outlived their leader.
      killTree(child, 'SIGKILL');
    },
  };
}
