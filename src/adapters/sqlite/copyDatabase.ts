import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import { loadDriver } from './driver.ts';

/**
 * Copies a database in its current state, even while it is in use; only reads the original.
 * @param target a file that does not exist yet
 * @throws UserError if the database is missing or cannot be read
 */
export function copyDatabase(file: string, target: string): void {
  if (!existsSync(file)) throw new UserError(message('replay.noDatabase', { file }));
  const Driver = loadDriver();
  const isOpen = (): boolean => existsSync(`${file}-wal`);
  try {
    if (!isOpen()) {
      // Nobody has it open; opening it with SQLite would leave log and index files beside it.
      copyFileSync(file, target);
      if (!isOpen()) return;
      rmSync(target);
    }
    const db = new Driver(file, { readonly: true, fileMustExist: true });
    try {
      db.prepare('VACUUM INTO ?').run(target);
    } finally {
      db.close();
    }
  } catch (error) {
    const why = (error as Error).message;
    throw new UserError(message('store.unreadable', { file, why }), { cause: error });
  }
}
