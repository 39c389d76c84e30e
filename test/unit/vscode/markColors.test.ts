import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import {
  customColors,
  markColor,
  markColors,
  surfaceColor,
  type ColorDefaults,
  type ThemeKind,
} from '../../../src/vscode/editor/markColors.ts';
import { marks, stateMarks } from '../../../src/vscode/editor/gutterMarks.ts';
import { gutterIcon } from '../../../src/vscode/editor/markImages.ts';

const manifest = JSON.parse(
  readFileSync(join(resolve(import.meta.dirname, '../../..'), 'package.json'), 'utf8'),
) as { contributes: { colors: { id: string; defaults: ColorDefaults }[] } };
const contributed = new Map(manifest.contributes.colors.map(({ id, defaults }) => [id, defaults]));
const kinds: ThemeKind[] = ['dark', 'light', 'highContrast', 'highContrastLight'];
const none = new Map<string, string>();

describe('mark colours', () => {
  test('every mark has a contributed colour, with a hex value in all four kinds of theme', () => {
    for (const mark of marks) {
      assert.ok(contributed.has(markColors[mark]), mark);
      for (const kind of kinds) {
        const color = markColor(mark, kind, none, contributed);
        assert.match(color, /^#[0-9a-f]{6}$/, `${mark} in ${kind}`);
        assert.notEqual(color, '#808080', `${mark} in ${kind} is known`);
      }
    }
  });

  test('high contrast has its own colours, not those of the dark and light themes', () => {
    assert.equal(markColor('charts.red', 'highContrast', none, contributed), '#ff7b72');
    assert.equal(markColor('charts.red', 'highContrastLight', none, contributed), '#a30f0f');
    assert.equal(markColor('charts.red', 'dark', none, contributed), '#f14c4c');
  });

  test('marks of records without a label stand out from the editor in all four kinds of theme', () => {
    for (const kind of kinds) {
      const back = surfaceColor('editor.background', kind, none);
      for (const mark of stateMarks) {
        const front = markColor(mark, kind, none, contributed);
        assert.ok(contrast(front, back) >= 4.5, `${mark} in ${kind}: ${contrast(front, back)}`);
      }
    }
  });

  test('the user’s colours win, including for the colour ours refers to', () => {
    const own = new Map([['marginalia.label.blue', '#123456']]);
    assert.equal(markColor('charts.blue', 'dark', own, contributed), '#123456');
    const chart = new Map([['charts.blue', '#abcdef']]);
    assert.equal(markColor('charts.blue', 'light', chart, contributed), '#abcdef');
    assert.notEqual(markColor('charts.blue', 'highContrast', chart, contributed), '#abcdef');
  });
});

describe('custom colour settings', () => {
  const setting = {
    'charts.blue': '#111111',
    'charts.red': 'tomato',
    '[Default Dark Modern]': { 'charts.blue': '#222222' },
    '[Abyss][Solarized*]': { 'charts.blue': '#333' },
    '[*Light*]': { 'charts.blue': 'default' },
  };
  const blueIn = (theme: string): string | undefined =>
    customColors(setting, theme).get('charts.blue');

  test('a theme block beats the global setting; wildcards and several names work', () => {
    assert.equal(blueIn('Red'), '#111111');
    assert.equal(blueIn('Default Dark Modern'), '#222222');
    assert.equal(blueIn('Abyss'), '#333');
    assert.equal(blueIn('Solarized Dark'), '#333');
    assert.equal(blueIn('Default Light Modern'), undefined, 'taken back');
  });

  test('invalid colours and settings of the wrong shape are ignored', () => {
    assert.equal(customColors(setting, 'Red').has('charts.red'), false);
    for (const wrong of [undefined, null, 'blue', [], 5]) {
      assert.equal(customColors(wrong, 'Red').size, 0);
    }
  });
});

test('kinds of mark differ by shape, and labels of one colour vary as in the panel', () => {
  const colors = {
    marks: new Map(marks.map((mark) => [mark, '#123456'])),
    foreground: '#ffffff',
    background: '#000000',
  };
  const icons = marks.map((mark) => gutterIcon(mark, colors));
  for (const icon of icons) assert.match(icon, /#123456/);
  assert.equal(new Set(icons).size, 4);
  const variants = [...Array(15).keys()].map((variant) =>
    gutterIcon(`charts.blue/${variant}`, colors),
  );
  assert.equal(new Set(variants).size, 15);
  assert.equal(variants[0], gutterIcon('charts.blue', colors));
});

/** Contrast ratio of WCAG 2.1, 1 … 21. */
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
