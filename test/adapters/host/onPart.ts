import type { TestContext } from 'node:test';
import { SqliteStore } from '../../../src/adapters/sqlite/sqliteStore.ts';

/** Calls a function right after each part that an import writes, in its transaction, until `restore`. */
export function onPart(t: TestContext, written: () => void) {
  const write = Reflect.get(SqliteStore.prototype, 'appendPart');
  const { mock } = t.mock.method(
    SqliteStore.prototype,
    'appendPart',
    function (this: SqliteStore, ...part: Parameters<SqliteStore['appendPart']>): number {
      const step = write.apply(this, part);
      written();
      return step;
    },
  );
  return {
    /** How many there were. */
    get written(): number {
      return mock.callCount();
    },
    restore: (): void => mock.restore(),
  };
}
