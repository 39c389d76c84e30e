import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';

export type Database = BetterSqlite3.Database;
export type Statement<P extends unknown[], R = unknown> = BetterSqlite3.Statement<P, R>;
type DatabaseConstructor = typeof BetterSqlite3;

/** The Node-API version that better-sqlite3 13 is built for. */
const neededNodeApi = 10;

/**
 * Loads the SQLite driver on first use. Below Node-API 10, loading it would end the process without
 * a message, so the version is checked first.
 * @throws UserError if the driver cannot work.
 */
export function loadDriver(nodeApi = Number(process.versions['napi'])): DatabaseConstructor {
  if (!(nodeApi >= neededNodeApi)) {
    throw new UserError(message('store.needsNode', { node: process.version }));
  }
  // This file is bundled both as CommonJS, where import.meta.url is empty, and as a module.
  const here = typeof __filename === 'string' ? __filename : import.meta.url;
  try {
    return createRequire(here)('better-sqlite3') as DatabaseConstructor;
  } catch (error) {
    const platform = `${process.platform}-${process.arch}`;
    throw new UserError(
      message('store.driverFailed', { platform, why: (error as Error).message }),
      { cause: error },
    );
  }
}
