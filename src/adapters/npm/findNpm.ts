import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/** How to start the user's npm without a shell. */
export interface NpmCommand {
  readonly file: string;
  /** Arguments that precede npm's own. */
  readonly args: readonly string[];
}

/**
 * The npm on the PATH. Ignores relative folders, which would depend on the open folder.
 * @returns undefined if there is none
 */
export function findNpm(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): NpmCommand | undefined {
  const folders = pathOf(env).split(delimiter).filter(isAbsolute);
  const find = (name: string): string | undefined =>
    folders.map((folder) => join(folder, name)).find((file) => isProgram(file, platform));
  if (platform !== 'win32') {
    const file = find('npm');
    return file === undefined ? undefined : { file, args: [] };
  }
  const program = find('npm.exe');
  if (program !== undefined) return { file: program, args: [] };
  // A batch file needs a shell, which parses arguments differently: start the program it would
  // call.
  const batch = find('npm.cmd');
  const node = find('node.exe');
  if (batch === undefined || node === undefined) return undefined;
  const script = join(dirname(batch), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  return isProgram(script, platform) ? { file: node, args: [script] } : undefined;
}

/** Windows spells it `Path`. */
function pathOf(env: NodeJS.ProcessEnv): string {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH');
  return (name === undefined ? undefined : env[name]) ?? '';
}

function isProgram(file: string, platform: NodeJS.Platform): boolean {
  try {
    if (platform !== 'win32') accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
