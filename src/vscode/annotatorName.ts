import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';

/** The first name that is not blank, trimmed. */
export function firstName(...candidates: readonly (string | undefined)[]): string {
  for (const candidate of candidates) {
    const name = candidate?.trim();
    if (name) return name;
  }
  return 'annotator';
}

/** Git's `user.name` in effect in a folder; undefined without git or a name. */
export function gitUserName(folder: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('git', ['config', 'user.name'], { cwd: folder, timeout: 5000 }, (error, stdout) =>
      resolve(error ? undefined : stdout),
    );
  });
}

/** The operating system's user name; undefined if the user has no entry. */
export function systemUserName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
