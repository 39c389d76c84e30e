import { inOwnWords } from '../../../src/core/errors.ts';
import { untranslated } from '../../../src/core/localize.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsFor } from '../../../webview/annotate/columns.ts';
import { themeColor } from '../../../webview/common/color.ts';
import { busyText } from '../../../webview/common/busyBar.ts';
import {
  formatCount,
  formatHalfWidth,
  formatShare,
  snippet,
} from '../../../webview/common/format.ts';
import type { BusyView } from '../../../src/protocol/annotate.ts';
import { count, plusMinus, share } from '../../../src/vscode/text/numbers.ts';
import { progressText } from '../../../src/vscode/text/progressText.ts';

test('shares have two digits and no leading zero', () => {
  assert.equal(formatShare(0.8412), '.84');
  assert.equal(formatShare(0), '.00');
  assert.equal(formatShare(1), '1.00');
  assert.equal(formatShare(0.999), '1.00');
  assert.equal(formatHalfWidth(0.042), '±.04');
});

test('the pages format numbers like the status bar', () => {
  for (let i = -50; i <= 1050; i++) {
    const value = i / 1000;
    assert.equal(formatShare(value), share(value));
    assert.equal(
      `${formatShare(value)} ${formatHalfWidth(value / 9)}`,
      plusMinus(value, value / 9),
    );
  }
  for (const language of ['en', 'de', 'es', 'fr', 'hi', 'ar-EG']) {
    for (const number of [0, 999, 1000, 12_345, 1_234_567]) {
      assert.equal(formatCount(number, language), count(number, language));
    }
  }
});

test('the pages format progress like the status bar', () => {
  const all: BusyView[] = [
    { what: 'Indexing', step: 0 },
    { what: 'Indexing', step: 5_000_000 },
    ...[-1, 0, 1, 599, 994, 999, 1000, 1001].map((step) => ({
      what: 'Embedding',
      step,
      steps: 1000,
    })),
    { what: 'Embedding', step: 0, steps: 0 },
  ];
  for (const busy of all) {
    const progress = { ...busy, what: inOwnWords(busy.what) };
    assert.equal(busyText(busy), progressText(progress, untranslated));
  }
  assert.equal(busyText({ what: 'Embedding', step: 999, steps: 1000 }), 'Embedding 99 %');
});

test('a snippet is one line and never splits a character', () => {
  assert.equal(snippet('  two\n\n lines\t', 20), 'two lines');
  assert.equal(snippet('abcdef', 3), 'abc…');
  assert.equal(snippet('👍🏽👍🏽👍🏽', 2), '👍🏽…');
  assert.equal(snippet('𝒳𝒴𝒵', 2), '𝒳𝒴…');
});

test('labels are laid out in rows as even as possible', () => {
  assert.equal(columnsFor(4, 640, 140), 4);
  assert.equal(columnsFor(5, 640, 140), 3);
  assert.equal(columnsFor(4, 500, 140), 2);
  assert.equal(columnsFor(12, 640, 140), 4);
  assert.equal(columnsFor(77, 640, 140), 4);
  assert.equal(columnsFor(3, 50, 140), 1);
  assert.equal(columnsFor(0, 640, 140), 1);
});

test('only a colour name becomes a theme colour', () => {
  assert.match(themeColor('charts.red'), /^var\(--mg-charts-red, var\(--vscode-charts-red/);
  assert.equal(themeColor('red; background: url(x)'), 'var(--vscode-foreground)');
  assert.equal(themeColor(''), 'var(--vscode-foreground)');
});
