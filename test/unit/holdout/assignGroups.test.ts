import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hashRange, holdoutHash, rowsById } from '../../../src/core/holdout/holdoutHash.ts';
import { SeenRecords } from '../../../src/core/holdout/seenRecords.ts';
import {
  countGroups,
  holdoutRate,
  assignGroups,
  type GroupsToAssign,
} from '../../../src/core/holdout/assignGroups.ts';
import { writeRecordId } from '../../../src/core/record.ts';
import { Rng } from '../../../src/core/rng.ts';

/** Record ids of texts, four words each. */
function idsOf(texts: readonly string[]): Uint32Array {
  const ids = new Uint32Array(4 * texts.length);
  texts.forEach((text, i) => writeRecordId(text, ids.subarray(4 * i, 4 * i + 4)));
  return ids;
}

const texts = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, i) => `text ${from + i}`);

function settle(all: readonly string[], more: Partial<GroupsToAssign> = {}) {
  const input: GroupsToAssign = {
    groups: all.map((_, row) => row),
    ids: idsOf(all),
    seed: 1,
    rate: 0.2,
    largest: 200,
    isSeen: () => false,
    memberHash: () => undefined,
    isExcluded: () => false,
    ...more,
  };
  const { members, excluded } = assignGroups(input);
  return {
    members: members.map(({ row }) => all[row]!),
    between: excluded.map((row) => all[row]!),
    hashes: new Map(members.map(({ row, hash }) => [all[row]!, hash])),
  };
}

describe('hold-out by seeded hash', () => {
  test('hashes are uniform and independent between seeds', () => {
    const ids = idsOf(texts(20_000));
    const tenths = new Array<number>(10).fill(0);
    let agree = 0;
    for (let row = 0; row < 20_000; row++) {
      const hash = holdoutHash(ids, row, 1);
      tenths[Math.floor((10 * hash) / hashRange)]!++;
      if (hash < hashRange / 5 && holdoutHash(ids, row, 2) < hashRange / 5) agree++;
    }
    // Four standard errors of a count at 1 in 10, and at 1 in 25.
    for (const count of tenths) assert.ok(Math.abs(count - 2000) < 170, String(tenths));
    assert.ok(Math.abs(agree - 800) < 111, String(agree));
  });

  test('C2 members and their order do not depend on the row order', () => {
    const all = texts(1000);
    const { members } = settle(all);
    const shuffled = new Rng(3).shuffle([...all]);
    assert.deepEqual(settle(shuffled).members, members);
    assert.ok(members.length > 150 && members.length < 250, String(members.length));
    const byId = (list: readonly string[]): string[] =>
      [...rowsById(idsOf(list))].map((row) => list[row]!);
    assert.deepEqual(byId(shuffled), byId(all));
  });

  test('C2 appended rows are held out at the same rate and leave earlier members unchanged', () => {
    const before = settle(texts(1000));
    const all = texts(3000);
    const seen = new Set(texts(1000));
    const after = settle(all, {
      isSeen: (row) => seen.has(all[row]!),
      memberHash: (row) => before.hashes.get(all[row]!),
    });
    // As if all rows had been there from the start, minus those already settled.
    const whole = settle(all).members.filter((text) => !seen.has(text));
    assert.deepEqual(after.members, whole);
    assert.deepEqual(after.between, []);
  });

  test('C2 a row joining a group shares its fate; one that bridges two is left out of both', () => {
    const all = texts(400);
    const { hashes } = settle(all);
    const [member] = hashes.keys();
    const other = all.find((text) => !hashes.has(text))!;
    const rows = [...all, 'twin of a member', 'twin of another', 'twin of both', 'like the latter'];
    const joined = (text: string): number => {
      if (text === 'twin of a member') return rows.indexOf(member!);
      if (text === 'twin of another') return rows.indexOf(other);
      return rows.indexOf(text);
    };
    const seen = new Set(all);
    const known = {
      isSeen: (row: number) => seen.has(rows[row]!),
      memberHash: (row: number) => hashes.get(rows[row]!),
      rate: 0,
    };
    const apart = settle(rows, { ...known, groups: rows.map(joined) });
    assert.deepEqual(apart.members, ['twin of a member']);
    assert.equal(apart.hashes.get('twin of a member'), hashes.get(member!));
    assert.deepEqual(apart.between, []);
    const bridged = rows.map((text, row) =>
      text === member ||
      text === other ||
      text.startsWith('twin of both') ||
      row === rows.length - 1
        ? rows.indexOf(member!)
        : row,
    );
    const both = settle(rows, { ...known, groups: bridged });
    assert.deepEqual(both.members, []);
    assert.deepEqual(both.between, ['twin of both', 'like the latter']);
    // A record near one that was left out is left out too.
    const last = rows.length - 1;
    const later = settle(rows, {
      ...known,
      groups: rows.map((_, row) => (row === last ? last - 1 : row)),
      isExcluded: (row) => row === last - 1,
    });
    assert.deepEqual(later.between, ['like the latter']);
  });

  test('a group is held out as a whole, ordered by its smallest id; an oversized group never is', () => {
    const all = texts(600);
    const groups = all.map((_, row) => row - (row % 3));
    const { members, hashes } = settle(all, { groups });
    const held = new Set(members);
    for (let row = 0; row < 600; row += 3) {
      const group = all.slice(row, row + 3);
      assert.ok(group.every((text) => held.has(text) === held.has(group[0]!)));
      assert.equal(new Set(group.map((text) => hashes.get(text))).size, 1);
    }
    assert.deepEqual(settle(all, { groups, largest: 2 }).members, []);
  });

  test('the rate is the given share of groups, lowered to meet the target size', () => {
    assert.equal(holdoutRate(1000, 0.2, 200), 0.2);
    assert.equal(holdoutRate(10_000, 0.2, 200), 0.02);
    assert.equal(holdoutRate(0, 0.2, 200), 0);
    assert.equal(countGroups([0, 0, 2, 2, 4]), 3);
  });

  test('packed seen records are recognised, and no others', () => {
    const ids = idsOf(texts(500));
    const first = SeenRecords.pack(ids, [0, 1, 2]);
    const seen = new SeenRecords([first, SeenRecords.pack(ids, [7])]);
    const found = Array.from({ length: 500 }, (_, row) => row).filter((row) => seen.has(ids, row));
    assert.deepEqual(found, [0, 1, 2, 7]);
    assert.equal(new SeenRecords([]).has(ids, 0), false);
  });
});
