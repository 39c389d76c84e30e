/**
 * Ends the process by the signal MARGINALIA_SIGNAL as soon as it has created a temporary file:
 * `node --import endAtPart.ts FILE`.
 */
import { once } from 'node:events';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const signal = process.env['MARGINALIA_SIGNAL'] as NodeJS.Signals;
const { open } = fs;
fs.open = async (...of) => {
  const file = await open(...of);
  if (String(of[0]).endsWith('.part')) {
    // A handler of the process runs before the file is written.
    const handled = once(process, signal === 'SIGKILL' ? 'exit' : signal);
    const alive = setInterval(() => undefined, 2 ** 30);
    process.kill(process.pid, signal);
    await handled;
    clearInterval(alive);
  }
  return file;
};
syncBuiltinESMExports();
