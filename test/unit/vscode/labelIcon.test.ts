import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelColors } from '../../../src/core/labels.ts';
import type { HexColors } from '../../../src/vscode/editor/colorsInUse.ts';
import { markColors, surfaceColor } from '../../../src/vscode/editor/markColors.ts';
import { mixColors } from '../../../src/vscode/editor/mixColors.ts';
import { labelIcon } from '../../../src/vscode/tree/labelIcon.ts';
import { applyStyle, type StyledElement } from '../../../webview/common/color.ts';

const none = new Map<string, string>();
const colors: HexColors = {
  marks: new Map(labelColors.map((color, i) => [color, `#${i + 1}04080`])),
  foreground: surfaceColor('foreground', 'dark', none),
  background: surfaceColor('editor.background', 'dark', none),
};

/** What the panel draws: the value of --label, and the shape. */
function panelLook(variant: number): { label: string; shape: string | undefined } {
  let label = '';
  const dataset: StyledElement['dataset'] = {};
  const style = { setProperty: (_: string, value: string) => (label = value) };
  applyStyle({ style, dataset }, { color: 'charts.blue', variant });
  return { label, shape: dataset['shape'] };
}

test('D12 the tree draws every label like the panel: hue, tone and shape', () => {
  const codicons = new Map<string | undefined, string>();
  for (let variant = 0; variant < 15; variant++) {
    const panel = panelLook(variant);
    const drawn = labelIcon({ color: 'charts.blue', variant }, colors);
    const mixed = /color-mix\(in oklab, .* (\d+)%, var\(--vscode-([\w-]+)\)\)$/.exec(panel.label);
    if (!mixed) {
      assert.ok('icon' in drawn && drawn.color === markColors['charts.blue'], `${variant}`);
      codicons.set(panel.shape, drawn.icon);
      continue;
    }
    assert.ok('svg' in drawn, `${variant}`);
    const other = mixed[2] === 'foreground' ? colors.foreground : colors.background;
    const blue = colors.marks.get('charts.blue')!;
    assert.ok(drawn.svg.includes(`"${mixColors(blue, other, Number(mixed[1]) / 100)}"`));
  }
  assert.equal(new Set(codicons.values()).size, 5, 'each shape has a codicon of its own');
  const svgs = [...Array(15).keys()].map((variant) =>
    JSON.stringify(labelIcon({ color: 'charts.red', variant }, colors)),
  );
  assert.equal(new Set(svgs).size, 15, 'no two look the same');
});

test('colours are mixed in OKLab', () => {
  assert.equal(mixColors('#3794ff', '#000000', 1), '#3794ff');
  assert.equal(mixColors('#3794ff', '#0a0b0c', 0), '#0a0b0c');
  assert.equal(mixColors('#fff', '#000', 0.5), '#636363');
});

test('custom foreground and background colours are used for mixing', () => {
  const custom = new Map([['foreground', '#123456']]);
  assert.equal(surfaceColor('foreground', 'light', custom), '#123456');
  assert.equal(surfaceColor('editor.background', 'light', custom), '#ffffff');
});
