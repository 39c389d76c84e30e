/**
 * Opens the store, reports "ready", and on a signal labels 150 records; ids begin with its second argument.
 */
import { once } from 'node:events';
import { openSqliteStore } from '../../../src/adapters/sqlite/openSqliteStore.ts';

const [, , file, name] = process.argv;
// SQLite lets the waiting processes try again at intervals, in no order, so one may wait for all others.
const busyTimeoutMs = 2 ** 31 - 1;
const store = openSqliteStore(file!, { project: 'windows', identityVersion: 1, busyTimeoutMs });
process.send!('ready');
await once(process, 'message');
for (let n = 0; n < 150; n++) {
  const recordId = `${name}-${n}`;
  store.append({ id: recordId, at: n, annotator: name!, kind: 'label', recordId, label: 'A' });
}
store.close();
process.disconnect();
