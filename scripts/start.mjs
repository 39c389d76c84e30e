// Starts labelling in a real VS Code from a fresh clone: `npm start -- [--port N] [--folder DIR]
// [--desktop] [--no-open]`.
import { parseArgs } from 'node:util';
import { ensureDependencies } from './setup/dependencies.mjs';
import { onRecentNode } from './setup/node.mjs';
import { exitOnSignals } from './setup/processTree.mjs';
import { UserError, runMain } from './setup/terminal.mjs';

const USAGE = `npm start -- [options]
  --port N      the port of the VS Code server (default: the one used last time, if it is free)
  --folder DIR  the folder to open (default: a copy of a sample project)
  --desktop     use the VS Code installed on this machine instead of the server
  --no-open     do not open a browser
  --help        this text`;

if (await onRecentNode(import.meta.url)) {
  exitOnSignals();
  await runMain(main);
}

/** @returns {ReturnType<typeof parseArgs>['values']} */
function readOptions() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        folder: { type: 'string' },
        desktop: { type: 'boolean' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UserError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

async function main() {
  const { port, folder, desktop, help, 'no-open': noOpen } = readOptions();
  if (help) {
    console.log(USAGE);
    return 0;
  }
  if (
    port !== undefined &&
    !(/^\d+$/.test(String(port)) && Number(port) >= 1 && Number(port) <= 65535)
  ) {
    throw new UserError(`--port takes a number from 1 to 65535, not "${port}".`);
  }
  await ensureDependencies();
  const { openFolder, startDesktop, startInServer } = await import('./setup/start.mjs');
  const opened = openFolder(typeof folder === 'string' ? folder : undefined);
  if (desktop) return startDesktop(opened);
  return startInServer({
    folder: opened,
    open: !noOpen,
    ...(port === undefined ? {} : { port: Number(port) }),
  });
}
