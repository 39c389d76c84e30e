import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';

/** The first name that says something; white space around it does not count. */
export function firstName(...candidates: readonly (string | undefined)[]): string {
  for (const candidate of candidates) {
    const name = candidate?.trim();
    if (name) return name;
  }
  return 'annotator';
}

/** Git's `user.name` as it holds in a folder; undefined without git or without a name. */
export function gitUserName(folder: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('git', ['config', 'user.name'], { cwd: folder, timeout: 5000 }, (error, stdout) =>
      resolve(error ? undefined : stdout),
    );
  });
}

/** The name of the operating system's user; undefined for one without an entry. */
export function systemUserName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
