import { posix, win32 } from 'node:path';

/** The executable and script that a shim runs. */
export interface ShimTarget {
  /** VS Code's executable, or the Node of a VS Code server. */
  readonly executable: string;
  /** `dist/cli.js` of the installed extension. */
  readonly cli: string;
}

/**
 * Electron runs as Node if this variable is set. A shim sets it for its own process only, and cli.js deletes
 * it before starting another.
 */
export const electronAsNode = 'ELECTRON_RUN_AS_NODE';

/** The command for POSIX shells, also for Git Bash on Windows. */
export function shellShim({ executable, cli }: ShimTarget): string {
  return `#!/bin/sh
# The command line of Marginalia. The extension writes this file again whenever VS Code starts it.
executable=${shellQuoted(executable)}
cli=${shellQuoted(cli)}
if [ ! -x "$executable" ] || [ ! -f "$cli" ]; then
  echo "marginalia: VS Code or the extension was moved or removed. Open a Marginalia project in VS Code once, or delete $0." >&2
  exit 2
fi
export ${electronAsNode}=1
exec "$executable" "$cli" "$@"
`;
}

/**
 * The command for Windows' command prompt and PowerShell. cmd decodes scripts in the console's code page, so
 * paths are relative to the shim's folder where possible, to leave out the user's name.
 * @param folder of the shim
 */
export function cmdShim({ executable, cli }: ShimTarget, folder: string): string {
  const lines = [
    '@echo off',
    'rem The command line of Marginalia. The extension writes this file again whenever VS Code starts it.',
    'setlocal',
    `set "executable=${cmdPath(executable, folder)}"`,
    `set "cli=${cmdPath(cli, folder)}"`,
    'if not exist "%executable%" goto gone',
    'if not exist "%cli%" goto gone',
    `set "${electronAsNode}=1"`,
    '"%executable%" "%cli%" %*',
    'exit /b %errorlevel%',
    ':gone',
    'echo marginalia: VS Code or the extension was moved or removed. Open a Marginalia project in VS Code once, or delete %~f0. 1>&2',
    'exit /b 2',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function cmdPath(path: string, folder: string): string {
  const relative = win32.relative(folder, path);
  const escaped = (win32.isAbsolute(relative) ? path : relative).replaceAll('%', '%%');
  return win32.isAbsolute(relative) ? escaped : `%~dp0${escaped}`;
}

/** Whether a PATH variable contains a folder. */
export function isOnPath(folder: string, path: string): boolean {
  return path
    .split(posix.delimiter)
    .some((entry) => posix.join(entry, '.') === posix.join(folder, '.'));
}
