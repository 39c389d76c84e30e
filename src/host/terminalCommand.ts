import { randomUUID } from 'node:crypto';
import {
  chmod,
  lstat,
  mkdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandPlace, TerminalCommand } from '../vscode/ports.ts';
import { cmdShim, isOnPath, shellShim, type ShimTarget } from './commandShim.ts';

export interface TerminalCommandOptions extends ShimTarget {
  /** The folder of the command; unchanged by updates of the extension. */
  readonly folder: string;
  /** The user's home folder. */
  readonly home: () => string;
  readonly platform: NodeJS.Platform;
  /** The environment variable PATH. */
  readonly path: () => string;
}

/** Writes the `marginalia` command of this VS Code, and links it for other shells. */
export class ShimCommand implements TerminalCommand {
  readonly folder: string;
  readonly #options: TerminalCommandOptions;

  constructor(options: TerminalCommandOptions) {
    this.#options = options;
    this.folder = options.folder;
  }

  get #shim(): string {
    return join(this.folder, 'marginalia');
  }

  async write(): Promise<void> {
    const { folder, platform } = this.#options;
    await mkdir(folder, { recursive: true });
    await writeIfChanged(this.#shim, shellShim(this.#options), 0o755);
    if (platform === 'win32') {
      await writeIfChanged(`${this.#shim}.cmd`, cmdShim(this.#options, folder), 0o755);
    }
  }

  async place(): Promise<CommandPlace | undefined> {
    const { home, platform, path } = this.#options;
    if (platform === 'win32') return undefined;
    const folder = join(home(), '.local/bin');
    const file = join(folder, 'marginalia');
    return { file, folder, onPath: isOnPath(folder, path()), holds: await this.#holds(file) };
  }

  async #holds(file: string): Promise<CommandPlace['holds']> {
    const found = await lstat(file).catch(() => undefined);
    if (!found) return 'nothing';
    if (found.isDirectory()) return 'folder';
    const linkTarget = found.isSymbolicLink() ? await readlink(file) : undefined;
    return linkTarget === this.#shim ? 'this command' : 'another command';
  }

  async install({ file, folder }: CommandPlace): Promise<void> {
    await this.write();
    await mkdir(folder, { recursive: true });
    const temporary = `${file}.${randomUUID()}`;
    await symlink(this.#shim, temporary);
    await rename(temporary, file).catch(async (error: unknown) => {
      await rm(temporary);
      throw error;
    });
  }

  async remove({ file }: CommandPlace): Promise<void> {
    if ((await this.#holds(file)) === 'this command') await rm(file);
  }
}

/** Another window may be running the file, so it is replaced atomically. */
async function writeIfChanged(file: string, text: string, mode: number): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) return;
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporary, text);
    await chmod(temporary, mode);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
