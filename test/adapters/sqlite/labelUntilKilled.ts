/** Labels records until its parent kills it, and prints each record once it is saved. */
import { writeSync } from 'node:fs';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';

const store = openSqliteStore(process.argv[2]!, { project: 'crash', identityVersion: 1 });
for (let n = store.lastSeq() + 1; ; n++) {
  store.append({
    id: `event-${n}`,
    at: n,
    annotator: 'ada',
    kind: 'label',
    recordId: `r${n}`,
    label: 'A',
  });
  writeSync(1, `${n}\n`);
}
