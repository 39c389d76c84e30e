import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsFor } from '../../../webview/annotate/columns.ts';
import { themeColor } from '../../../webview/common/color.ts';
import { formatHalfWidth, formatShare, snippet } from '../../../webview/common/format.ts';

test('shares have two digits and no zero before the point', () => {
  assert.equal(formatShare(0.8412), '.84');
  assert.equal(formatShare(0), '.00');
  assert.equal(formatShare(1), '1.0');
  assert.equal(formatShare(0.999), '1.0');
  assert.equal(formatHalfWidth(0.042), '±.04');
});

test('a snippet is one line and never half a character', () => {
  assert.equal(snippet('  two\n\n lines\t', 20), 'two lines');
  assert.equal(snippet('abcdef', 3), 'abc…');
  assert.equal(snippet('👍🏽👍🏽👍🏽', 2), '👍🏽…');
  assert.equal(snippet('𝒳𝒴𝒵', 2), '𝒳𝒴…');
});

test('labels stand in rows as even as they can be', () => {
  assert.equal(columnsFor(4, 640, 140), 4);
  assert.equal(columnsFor(5, 640, 140), 3);
  assert.equal(columnsFor(4, 500, 140), 2);
  assert.equal(columnsFor(12, 640, 140), 4);
  assert.equal(columnsFor(77, 640, 140), 4);
  assert.equal(columnsFor(3, 50, 140), 1);
  assert.equal(columnsFor(0, 640, 140), 1);
});

test('only the name of a colour can become one', () => {
  assert.match(themeColor('charts.red'), /^var\(--mg-charts-red, var\(--vscode-charts-red/);
  assert.equal(themeColor('red; background: url(x)'), 'var(--vscode-foreground)');
  assert.equal(themeColor(''), 'var(--vscode-foreground)');
});
