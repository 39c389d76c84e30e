import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import {
  customColors,
  markColor,
  markColors,
  type ColorDefaults,
  type ThemeKind,
} from '../../../src/vscode/editor/markColors.ts';
import { marks } from '../../../src/vscode/editor/gutterMarks.ts';
import { gutterIcon } from '../../../src/vscode/editor/markImages.ts';

const manifest = JSON.parse(
  readFileSync(join(resolve(import.meta.dirname, '../../..'), 'package.json'), 'utf8'),
) as { contributes: { colors: { id: string; defaults: ColorDefaults }[] } };
const contributed = new Map(manifest.contributes.colors.map(({ id, defaults }) => [id, defaults]));
const kinds: ThemeKind[] = ['dark', 'light', 'highContrast', 'highContrastLight'];
const none = new Map<string, string>();

describe('colours of marks', () => {
  test('every mark has a contributed colour, and a hex value of it in all four kinds of theme', () => {
    for (const mark of marks) {
      assert.ok(contributed.has(markColors[mark]), mark);
      for (const kind of kinds) {
        const color = markColor(mark, kind, none, contributed);
        assert.match(color, /^#[0-9a-f]{6}$/, `${mark} in ${kind}`);
        assert.notEqual(color, '#808080', `${mark} in ${kind} is known`);
      }
    }
  });

  test('high contrast has its own, not those of the dark and the light theme', () => {
    assert.equal(markColor('charts.red', 'highContrast', none, contributed), '#ff7b72');
    assert.equal(markColor('charts.red', 'highContrastLight', none, contributed), '#a30f0f');
    assert.equal(markColor('charts.red', 'dark', none, contributed), '#f14c4c');
  });

  test('what the user sets comes first, also for the colour that ours refers to', () => {
    const own = new Map([['marginalia.label.blue', '#123456']]);
    assert.equal(markColor('charts.blue', 'dark', own, contributed), '#123456');
    const chart = new Map([['charts.blue', '#abcdef']]);
    assert.equal(markColor('charts.blue', 'light', chart, contributed), '#abcdef');
    assert.notEqual(markColor('charts.blue', 'highContrast', chart, contributed), '#abcdef');
  });
});

describe('the setting for custom colours', () => {
  const setting = {
    'charts.blue': '#111111',
    'charts.red': 'tomato',
    '[Default Dark Modern]': { 'charts.blue': '#222222' },
    '[Abyss][Solarized*]': { 'charts.blue': '#333' },
    '[*Light*]': { 'charts.blue': 'default' },
  };
  const blueIn = (theme: string): string | undefined =>
    customColors(setting, theme).get('charts.blue');

  test('a block for the theme comes before what is set for all, stars and several names included', () => {
    assert.equal(blueIn('Red'), '#111111');
    assert.equal(blueIn('Default Dark Modern'), '#222222');
    assert.equal(blueIn('Abyss'), '#333');
    assert.equal(blueIn('Solarized Dark'), '#333');
    assert.equal(blueIn('Default Light Modern'), undefined, 'taken back');
  });

  test('what is no colour is left out, and so is a setting of the wrong shape', () => {
    assert.equal(customColors(setting, 'Red').has('charts.red'), false);
    for (const wrong of [undefined, null, 'blue', [], 5]) {
      assert.equal(customColors(wrong, 'Red').size, 0);
    }
  });
});

test('marks differ by shape where they differ in kind, and labels of one colour as in the panel', () => {
  const colors = {
    marks: new Map(marks.map((mark) => [mark, '#123456'])),
    foreground: '#ffffff',
    background: '#000000',
  };
  const icons = marks.map((mark) => gutterIcon(mark, colors));
  for (const icon of icons) assert.match(icon, /#123456/);
  assert.equal(new Set(icons).size, 3);
  const variants = [...Array(15).keys()].map((variant) =>
    gutterIcon(`charts.blue/${variant}`, colors),
  );
  assert.equal(new Set(variants).size, 15);
  assert.equal(variants[0], gutterIcon('charts.blue', colors));
});
