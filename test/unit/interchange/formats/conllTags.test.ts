import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  readTag,
  spansOf,
  TagCensus,
  tagsOf,
} from '../../../../src/core/interchange/formats/conll/tags.ts';
import { tagSchemes } from '../../../../src/core/interchange/formats/format.ts';
import { Rng } from '../../../../src/core/rng.ts';

function read(...sentences: string[]): { spans: string[]; mended: number } {
  const census = new TagCensus();
  const tagged = sentences.map((sentence) => sentence.split(' '));
  for (const tags of tagged) census.add(tags);
  let mended = 0;
  const spans = tagged.flatMap((tags) => {
    const found = spansOf(
      tags.map((tag) => readTag(tag, census.form)!),
      census.form,
    );
    mended += found.mended;
    return found.spans.map(({ first, last, label }) => `${label} ${first}-${last}`);
  });
  return { spans, mended };
}

test('BIO: B- begins and I- continues a span; an I- without an open span begins one and is counted', () => {
  assert.deepEqual(read('O B-a I-a O B-a B-a'), { spans: ['a 1-2', 'a 4-4', 'a 5-5'], mended: 0 });
  assert.deepEqual(read('B-a I-b I-a', 'I-a O'), {
    spans: ['a 0-0', 'b 1-1', 'a 2-2', 'a 0-0'],
    mended: 3,
  });
  assert.deepEqual(read('B-creative-work I-creative-work').spans, ['creative-work 0-1']);
});

test('IOB1: I- begins a span, and B- only separates adjacent spans of one label', () => {
  assert.deepEqual(read('I-a I-a B-a O I-b', 'I-b I-a'), {
    spans: ['a 0-1', 'a 2-2', 'b 4-4', 'b 0-0', 'a 1-1'],
    mended: 0,
  });
});

test('BILOU and BIOES: L- and E- end a span, U- and S- are single-token spans', () => {
  const spans = ['a 0-2', 'a 3-3', 'b 4-4', 'b 5-6'];
  assert.deepEqual(read('B-a I-a L-a U-a U-b B-b L-b'), { spans, mended: 0 });
  assert.deepEqual(read('B-a I-a E-a S-a S-b B-b E-b'), { spans, mended: 0 });
  assert.deepEqual(read('B-a L-a I-a O L-b U-b'), {
    spans: ['a 0-1', 'a 2-2', 'b 4-4', 'b 5-5'],
    mended: 2,
  });
});

test('IO: only I- tags, or bare labels', () => {
  assert.deepEqual(read('I-a I-a O I-b').spans, ['a 0-1', 'b 3-3']);
  assert.deepEqual(read('PER PER O LOC').spans, ['PER 0-1', 'LOC 3-3']);
  assert.deepEqual(read('O O').spans, []);
});

test('rejects a bare label among prefixed tags', () => {
  const census = new TagCensus();
  census.add(['B-a', 'PER', 'O']);
  assert.equal(readTag('PER', census.form), undefined);
  assert.equal(readTag('B-', census.form), undefined);
});

test('1,000 random sentences round-trip their spans in every scheme except IO', () => {
  const rng = new Rng(7);
  for (const scheme of tagSchemes) {
    const census = new TagCensus();
    const sentences = Array.from({ length: 1000 }, () => {
      const spans = [];
      for (let at = rng.integer(3); at < 12;) {
        const last = at + rng.integer(3);
        if (last >= 12) break;
        spans.push({ first: at, last, label: 'ab'[rng.integer(2)]! });
        at = last + 1 + rng.integer(2);
      }
      const tags = tagsOf(spans, 12, scheme);
      census.add(tags);
      return { spans, tags };
    });
    let alike = 0;
    for (const { spans, tags } of sentences) {
      const found = spansOf(
        tags.map((tag) => readTag(tag, census.form)!),
        census.form,
      );
      assert.equal(found.mended, 0);
      const parted = found.spans.length === spans.length;
      if (scheme === 'io' && !parted) continue;
      alike++;
      assert.deepEqual(found.spans, spans);
    }
    assert.ok(
      scheme === 'io' ? alike > 300 && alike < 1000 : alike === 1000,
      `${scheme}: ${alike}`,
    );
  }
});
