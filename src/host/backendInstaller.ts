import { message } from '../core/messages/messages.ts';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findNpm } from '../adapters/npm/findNpm.ts';
import { npmFailure } from '../adapters/npm/npmFailure.ts';
import { runNpm } from '../adapters/npm/runNpm.ts';
import { graphicsCard } from '../adapters/tensorflow/graphicsCard.ts';
import {
  deselectInstalled,
  newFolderName,
  readInstalled,
  deleteUnusedInstallations,
  writeInstalled,
} from '../adapters/tensorflow/installedBackend.ts';
import { tryBackend } from '../adapters/tensorflow/tryBackend.ts';
import { UserError } from '../core/errors.ts';
import type { NativePackage } from '../core/heads/headBackend.ts';
import type { InstallOptions, NativeBackends } from '../vscode/ports.ts';
import { npmProblem, trialProblem } from './installErrors.ts';

/** The version that the dropout head is written for and tested with. */
const supportedVersion = '^4.22.0';

export interface BackendInstallerOptions {
  readonly backendsDir: string;
  /** The bundle that tests a backend. */
  readonly trialModule: string;
  readonly log: (level: 'info' | 'warning' | 'error', message: string) => void;
  /** Environment for npm; default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Installs a native TensorFlow backend into a folder of the extension's own. */
export class BackendInstaller implements NativeBackends {
  readonly choices = choicesOn(process.platform, process.arch);
  readonly graphicsCard = graphicsCard;
  readonly #options: BackendInstallerOptions;
  #isBusy = false;

  constructor(options: BackendInstallerOptions) {
    this.#options = options;
  }

  get installed(): NativeBackends['installed'] {
    return readInstalled(this.#options.backendsDir);
  }

  install(name: NativePackage, options: InstallOptions): Promise<void> {
    return this.#runExclusively(() => this.#install(name, options));
  }

  remove(): Promise<void> {
    const { backendsDir } = this.#options;
    return this.#runExclusively(async () => {
      await deselectInstalled(backendsDir);
      await deleteUnusedInstallations(backendsDir);
    });
  }

  /** Serializes operations: each deletes files that another may be using. */
  async #runExclusively(work: () => Promise<void>): Promise<void> {
    if (this.#isBusy) {
      throw new UserError(message('backend.installing', {}));
    }
    this.#isBusy = true;
    try {
      await work();
    } finally {
      this.#isBusy = false;
    }
  }

  async #install(name: NativePackage, options: InstallOptions): Promise<void> {
    const { backendsDir, log } = this.#options;
    await mkdir(backendsDir, { recursive: true });
    await deleteUnusedInstallations(backendsDir);
    const folderName = newFolderName(name, Date.now());
    const folder = join(backendsDir, folderName);
    try {
      await mkdir(folder);
      await this.#download(name, folder, options);
      const version = await this.#test(name, folder, options);
      await writeInstalled(backendsDir, { name, version, folder: folderName });
      log('info', `${name} ${version} is installed in ${folder}.`);
    } catch (error) {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      throw error;
    }
    await deleteUnusedInstallations(backendsDir);
  }

  async #download(
    name: NativePackage,
    folder: string,
    { signal, onProgress }: InstallOptions,
  ): Promise<void> {
    const { log, env = process.env } = this.#options;
    const npm = findNpm(env);
    if (!npm) {
      throw new UserError(message('backend.noNpm', { name }));
    }
    await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
    onProgress({ what: message('progress.npmDownloads', {}), step: 0, steps });
    const { code, lines } = await runNpm(npm, npmArguments(name, folder), {
      folder,
      env,
      signal,
      onLine: (line) => {
        log('info', `npm: ${line}`);
        // The output names the two downloads of the install script.
        if (/Downloading libtensorflow/.test(line)) {
          onProgress({
            what: message('progress.libraryDownloads', {}),
            step: 1,
            steps,
          });
        } else if (/Building TensorFlow/.test(line)) {
          onProgress({ what: message('progress.puttingTogether', {}), step: 2, steps });
        }
      },
    });
    if (code !== 0) throw new UserError(npmProblem(npmFailure(lines), name));
  }

  async #test(
    name: NativePackage,
    folder: string,
    { signal, onProgress }: InstallOptions,
  ): Promise<string> {
    const { trialModule, log } = this.#options;
    onProgress({ what: message('progress.tryingBackend', {}), step: 3, steps });
    const outcome = await tryBackend({
      trialModule,
      folder,
      name,
      signal,
      log: (text) => log('info', `${name}: ${text}`),
    });
    if (outcome.kind !== 'works') throw new UserError(trialProblem(outcome, name));
    return outcome.version;
  }
}

/** Packages, library, bindings, trial. */
const steps = 4;

/**
 * Keeps the user's npm settings (registry, proxy, cache) but overrides those that break the
 * installation.
 */
function npmArguments(name: NativePackage, folder: string): string[] {
  return [
    'install',
    `@tensorflow/${name}@${supportedVersion}`,
    '--prefix',
    folder,
    '--no-global',
    '--no-workspaces',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--no-update-notifier',
    // The library is downloaded by an install script, whose output is the only source of progress.
    '--ignore-scripts=false',
    '--foreground-scripts',
  ];
}

/**
 * Builds that TensorFlow publishes for a platform; the GPU build is for NVIDIA, on Linux and
 * Windows.
 */
export function choicesOn(platform: string, arch: string): NativePackage[] {
  if (arch === 'x64' && (platform === 'linux' || platform === 'win32')) {
    return ['tfjs-node-gpu', 'tfjs-node'];
  }
  const processorOnly = ['darwin-x64', 'darwin-arm64', 'linux-arm64'];
  return processorOnly.includes(`${platform}-${arch}`) ? ['tfjs-node'] : [];
}
