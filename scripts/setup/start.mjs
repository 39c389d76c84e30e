import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureCodeServer } from './codeServer.mjs';
import { run } from './command.mjs';
import { root, cacheDir } from './paths.mjs';
import { EXIT_SIGNALS } from './processTree.mjs';
import { UserError, logStep } from './terminal.mjs';
import { freePort, installVsix, prepareHome, startServer } from './server.mjs';
import { ensureVsix } from './vsix.mjs';

const home = join(cacheDir, 'start');

/** Settings of the server's VS Code at its first start; the user's later changes are kept. */
const FIRST_SETTINGS = {
  // The user named the folder, or it is the sample: no need to ask.
  'security.workspace.trust.enabled': false,
  'marginalia.openOnStartup': true,
  'git.openRepositoryInParentFolders': 'never',
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
};

/**
 * The folder to open: the named one, or the working copy of a sample project.
 * @param {string | undefined} named
 * @returns {string}
 */
export function openFolder(named) {
  if (named !== undefined) {
    const folder = resolve(named);
    if (existsSync(folder) && statSync(folder).isDirectory()) return folder;
    throw new UserError(`There is no folder ${folder}. Name an existing one with --folder.`);
  }
  const copy = join(cacheDir, 'sample');
  const original = join(root, 'media/sample');
  if (!existsSync(original)) {
    throw new UserError(
      'The sample project (media/sample) is missing. Name a folder with --folder.',
    );
  }
  if (!existsSync(copy)) logStep('Copying the sample project to .vscode-test/sample');
  // A single project opens without a question. Existing files are kept, as the user may have edited them.
  const filter = (/** @type {string} */ from) =>
    from === original || basename(from).startsWith('support.');
  cpSync(original, copy, { recursive: true, force: false, filter });
  return copy;
}

/**
 * The text of a small file, created by `make` on first use.
 * @param {string} name in the server's home
 * @param {() => string} make
 */
function remembered(name, make) {
  const file = join(home, name);
  if (!existsSync(file)) {
    mkdirSync(home, { recursive: true });
    writeFileSync(file, make(), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8').trim();
}

/**
 * The named port, which must be free; otherwise the previous port if free, or any other.
 * @param {number | undefined} named
 * @returns {Promise<number>}
 */
async function choosePort(named) {
  if (named !== undefined) {
    if ((await freePort(named)) !== undefined) return named;
    throw new UserError(`Port ${named} is taken. Name another with --port, or leave it out.`);
  }
  const last = Number(remembered('port', () => '0'));
  const port = (await freePort(last)) ?? (await freePort());
  if (port === undefined) throw new UserError('No port of the loopback interface is free.');
  writeFileSync(join(home, 'port'), String(port));
  return port;
}

/**
 * Opens an address in the user's browser if there is a display.
 * @param {string} address
 */
function openBrowser(address) {
  if (process.env['CI']) return;
  /** @type {[string, string[]] | undefined} */
  const command =
    process.platform === 'darwin'
      ? ['open', [address]]
      : process.platform === 'win32'
        ? ['explorer.exe', [address]]
        : process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']
          ? ['xdg-open', [address]]
          : undefined;
  if (!command) return;
  const child = spawn(command[0], command[1], { stdio: 'ignore', detached: true });
  // A missing browser is fine: the address has been printed.
  child.on('error', () => {});
  child.unref();
}

/**
 * Starts the VS Code server with the extension and waits until it exits.
 * @param {{ folder: string; open: boolean; port?: number }} options
 * @returns {Promise<number>} its exit code
 */
export async function startInServer({ folder, open, port: named }) {
  const port = await choosePort(named);
  const vsix = await ensureVsix();
  await ensureCodeServer();
  const firstTime = !existsSync(join(home, 'user-data/User/settings.json'));
  const server = prepareHome(home, firstTime ? FIRST_SETTINGS : undefined);
  await installVsix(server, vsix);
  logStep('Starting the VS Code server');
  const token = remembered('token', () => randomBytes(24).toString('hex'));
  const running = await startServer({ home: server, port, token });
  // As a URL path, which on Windows starts with a slash before the drive.
  const path = decodeURIComponent(pathToFileURL(folder).pathname);
  const address = `${running.origin}/?${new URLSearchParams({ tkn: token, folder: path })}`;
  console.log(`\nMarginalia is ready:\n\n  ${address}\n\nCtrl+C ends it.`);
  if (open) openBrowser(address);

  return new Promise((resolveCode) => {
    let ending = false;
    const end = () => {
      if (ending) return;
      ending = true;
      logStep('Ending the VS Code server');
      void running.stop().then(() => resolveCode(0));
    };
    // Replaces the listeners that exit at once, so that the server has time to save.
    for (const [signal] of EXIT_SIGNALS) {
      process.removeAllListeners(signal);
      process.on(signal, end);
    }
    void running.ended.then((code) => {
      if (ending) return;
      console.error(`The VS Code server ended by itself (code ${code}).\n${running.log()}`);
      resolveCode(1);
    });
  });
}

/**
 * Installs the extension into the VS Code of this machine and opens the folder there.
 * @param {string} folder
 * @returns {Promise<number>}
 */
export async function startDesktop(folder) {
  const found = await run('code', ['--version']).catch(() => undefined);
  if (found?.code !== 0) {
    throw new UserError(
      "There is no `code` command on this machine. Install VS Code (in it: \"Shell Command: Install 'code' " +
        'command in PATH"), or leave out --desktop to use the VS Code server.',
    );
  }
  const vsix = await ensureVsix();
  logStep('Installing the extension into VS Code');
  const installed = await run('code', ['--install-extension', vsix, '--force']);
  if (installed.code !== 0)
    throw new UserError(`VS Code did not install the extension:\n${installed.output}`);
  logStep(`Opening ${folder}`);
  return (await run('code', [folder], { show: true })).code;
}
