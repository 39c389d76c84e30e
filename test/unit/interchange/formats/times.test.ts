import assert from 'node:assert/strict';
import { it } from 'node:test';
import { timeIn } from '../../../../src/core/interchange/formats/readFields.ts';

it('a time without a zone is UTC, wherever the file is read', (t) => {
  const { TZ } = process.env;
  t.after(() => {
    if (TZ === undefined) delete process.env['TZ'];
    else process.env['TZ'] = TZ;
  });
  process.env['TZ'] = 'America/New_York';
  assert.equal(new Date('2026-03-01T09:30:00').getUTCHours(), 14);
  const utc = Date.UTC(2026, 2, 1, 9, 30);
  for (const written of [
    '2026-03-01T09:30:00',
    '2026-03-01 09:30',
    '2026-03-01T09:30:00.000000',
    '2026-03-01T09:30:00Z',
    '2026-03-01T10:30:00+01:00',
    utc,
  ]) {
    assert.equal(timeIn(written), utc, String(written));
  }
  assert.equal(timeIn('2026-03-01'), Date.UTC(2026, 2, 1));
  for (const none of ['yesterday', '', null, -1, '1969-12-31T00:00:00']) {
    assert.equal(timeIn(none), undefined, String(none));
  }
});
