import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPriorityFile } from '../../../src/core/interchange/priorityFile.ts';

const read = (text: string, idField?: string): [string, number][] =>
  readPriorityFile(text, idField).lines.map(({ name, priority }) => [name, priority]);

test('reads plain ids, one per line, with an optional number', () => {
  assert.deepEqual(read('\uFEFFr1\r\n\n r2 , 5\nr3;-1.5\nr4\t2\nr5,\n'), [
    ['r1', 1],
    ['r2', 5],
    ['r3', -1.5],
    ['r4', 2],
    ['r5', 1],
  ]);
});

test('reads header columns, quoted or not, including the project’s own id field', () => {
  const csv = 'text,Ticket,priority\n"late, again",T-1,3\n"said ""no""",T-2,\n';
  assert.deepEqual(read(csv, 'ticket'), [
    ['T-1', 3],
    ['T-2', 1],
  ]);
  assert.deepEqual(read('id\n"a,b"\nc'), [
    ['a,b', 1],
    ['c', 1],
  ]);
});

test('reads JSON Lines of objects and of bare ids', () => {
  assert.deepEqual(read('{"id": 7, "priority": 2, "text": "x"}\n"r2"\n{"ID": "r3"}'), [
    ['7', 2],
    ['r2', 1],
    ['r3', 1],
  ]);
});

test('keeps the digits of numbers beyond the precision of a double', () => {
  assert.deepEqual(read('{"id": 1700341480978622001, "priority": 2.0}\n{"Record":12.50}'), [
    ['1700341480978622001', 2],
    ['12.50', 1],
  ]);
});

test('reports bad lines by number and reads the others', () => {
  const text = 'r1,high\n{"id": \n{"text": "no id"}\n,3\n{"id": "r5", "priority": "low"}\nr6\n';
  const { lines, problems } = readPriorityFile(text);
  assert.deepEqual(lines, [{ line: 6, name: 'r6', priority: 1 }]);
  assert.deepEqual(problems, [
    { line: 1, kind: 'notANumber', found: 'high' },
    { line: 2, kind: 'notJson' },
    { line: 3, kind: 'noId' },
    { line: 4, kind: 'noId' },
    { line: 5, kind: 'notANumber', found: '"low"' },
  ]);
  assert.deepEqual(readPriorityFile(' \n').lines, []);
});
