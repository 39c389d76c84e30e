/**
 * Ends the process by the signal MARGINALIA_SIGNAL as soon as it has created a temporary `file` or `folder`
 * (MARGINALIA_SIGNAL_AT): `node --import endAtTemporary.ts FILE`.
 */
import { once } from 'node:events';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { MARGINALIA_SIGNAL: name, MARGINALIA_SIGNAL_AT: at } = process.env;
const signal = name as NodeJS.Signals;

async function end(): Promise<void> {
  // A handler of the process runs before it goes on.
  const handled = once(process, signal === 'SIGKILL' ? 'exit' : signal);
  const alive = setInterval(() => undefined, 2 ** 30);
  process.kill(process.pid, signal);
  await handled;
  clearInterval(alive);
}

const { open } = fs;
if (at === 'file')
  fs.open = async (...of) => {
    const file = await open(...of);
    if (String(of[0]).endsWith('.part')) await end();
    return file;
  };

const mkdtemp = fs.mkdtemp as (prefix: string) => Promise<string>;
if (at === 'folder')
  fs.mkdtemp = (async (prefix: string) => {
    const folder = await mkdtemp(prefix);
    await end();
    return folder;
  }) as typeof fs.mkdtemp;

syncBuiltinESMExports();
