/** The command line, killed while an import writes its third part. */
import { SqliteStore } from '../../../src/adapters/sqlite/sqliteStore.ts';

const write = Reflect.get(SqliteStore.prototype, 'appendPart');
let parts = 0;
SqliteStore.prototype.appendPart = function (...part) {
  const step = write.apply(this, part);
  if (++parts === 3) process.kill(process.pid, 'SIGKILL');
  return step;
};
await import('../../../src/cli.ts');
