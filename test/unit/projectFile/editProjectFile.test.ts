import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { editProjectFile } from '../../../src/core/projectFile/editProjectFile.ts';
import { readJson, valueOf } from '../../../src/core/projectFile/jsonTree.ts';

const text = `{
  // the pool
  "pool": "a.jsonl", /* here */
  "query": { "strategy": "margin" },
  "labels": [
    "yes",
    "no" // sometimes
  ],
}
`;
const read = (edited: string): unknown => {
  const { root, problems } = readJson(edited);
  assert.deepEqual(problems, [], edited);
  return valueOf(root!);
};

describe('editProjectFile', () => {
  it('replaces only the value', () => {
    const edited = editProjectFile(text, ['query', 'strategy'], 'entropy');
    assert.equal(edited, text.replace('"margin"', '"entropy"'));
    assert.equal(editProjectFile(text, ['labels', 1], 'maybe'), text.replace('"no"', '"maybe"'));
  });

  it('adds a property with its parent objects, and keeps every comment', () => {
    const edited = editProjectFile(text, ['head', 'C'], 10);
    assert.deepEqual(read(edited), { ...(read(text) as object), head: { C: 10 } });
    for (const comment of ['// the pool', '/* here */', '// sometimes']) {
      assert.ok(edited.includes(comment));
    }
    assert.deepEqual(read(editProjectFile('{}', ['a', 'b'], [1])), { a: { b: [1] } });
    assert.equal(editProjectFile('{}', ['a'], 1), '{\n  "a": 1\n}');
  });

  it('removes a property at any position', () => {
    const { pool: _, ...rest } = read(text) as Record<string, unknown>;
    assert.deepEqual(read(editProjectFile(text, ['pool'], undefined)), rest);
    for (const key of ['a', 'b', 'c']) {
      const left: Record<string, number> = { a: 1, b: 2, c: 3 };
      delete left[key];
      assert.deepEqual(read(editProjectFile('{"a":1, "b":2, "c":3}', [key], undefined)), left);
    }
    assert.deepEqual(read(editProjectFile('{"a":1}', ['a'], undefined)), {});
    assert.equal(editProjectFile(text, ['nothing'], undefined), text);
  });

  it('keeps comments with the properties that they follow', () => {
    const commented =
      '{\n  "a": 1, // why a\n  // about b\n  "b": 2, // why b\n  "c": 3 // why c\n}';
    const edited = (key: string, value?: unknown): string =>
      editProjectFile(commented, [key], value);
    assert.equal(edited('a'), '{\n  // about b\n  "b": 2, // why b\n  "c": 3 // why c\n}');
    assert.equal(edited('b'), '{\n  "a": 1, // why a\n  // about b\n  "c": 3 // why c\n}');
    assert.equal(edited('c'), '{\n  "a": 1, // why a\n  // about b\n  "b": 2 // why b\n}');
    assert.equal(edited('d', 4), commented.replace('3 // why c', '3, // why c\n  "d": 4'));
  });

  it('leaves valid JSON with commas anywhere', () => {
    for (const written of ['{ "a": 1, }', '{"a": 1 ,\n}', '{\n"a": 1\n,\n}', '{"a": 1 // x\n,}']) {
      assert.deepEqual(read(editProjectFile(written, ['a'], undefined)), {}, written);
      assert.deepEqual(read(editProjectFile(written, ['b'], 2)), { a: 1, b: 2 }, written);
    }
    for (const written of ['{\n"a": 1\n, "b": 2\n, "c": 3\n}', '{"a": 1, "b": 2\n,"c":3,}']) {
      for (const key of ['a', 'b', 'c']) {
        const left: Record<string, number> = { a: 1, b: 2, c: 3 };
        delete left[key];
        assert.deepEqual(read(editProjectFile(written, [key], undefined)), left, written);
      }
    }
  });

  it('rejects an invalid path', () => {
    assert.throws(() => editProjectFile('{"a":', ['a'], 1), RangeError);
    assert.throws(() => editProjectFile(text, ['pool', 'format'], 1), RangeError);
    assert.throws(() => editProjectFile(text, ['labels', 7], 'x'), RangeError);
    assert.throws(() => editProjectFile(text, ['labels', 0], undefined), RangeError);
  });
});
