import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { settingsAfter } from '../../../src/core/labelSet/labelsAfter.ts';
import {
  inherited,
  completeStyles,
  styleEntries,
  stylesFrom,
  stylesOf,
  type StoredStyles,
} from '../../../src/core/labelSet/labelStyles.ts';
import { colorsOf, keysOf, variantsOf, type Label } from '../../../src/core/labels.ts';
import { projectDefaults } from '../../../src/core/projectFile/projectFile.ts';
import { Rng } from '../../../src/core/rng.ts';
import type { SchemaChange } from '../../../src/core/store/schemaChange.ts';

const named = (...names: string[]): Label[] => names.map((name) => ({ name }));
const { query } = projectDefaults;

/** A changing label set with its stored styles. */
class Desk {
  labels: readonly Label[];
  kept: StoredStyles;

  constructor(labels: readonly Label[]) {
    this.labels = labels;
    this.kept = completeStyles(labels, undefined);
  }

  change(change: SchemaChange): void {
    this.become(settingsAfter({ labels: this.labels, query }, change).labels, true);
  }

  become(labels: readonly Label[], passOn = false): void {
    const kept = passOn ? inherited(this.kept, this.labels, labels) : this.kept;
    this.labels = labels;
    this.kept = completeStyles(labels, kept);
  }

  /** Styles such as "a 1 charts.blue 0". */
  get looks(): string[] {
    return stylesOf(this.labels, this.kept).map(({ key, color, variant }, i) =>
      [this.labels[i]!.name, key ?? '–', color, variant].join(' '),
    );
  }

  get keys(): Record<string, string | undefined> {
    const looks = stylesOf(this.labels, this.kept);
    return Object.fromEntries(this.labels.map(({ name }, i) => [name, looks[i]!.key]));
  }

  keyOf(name: string): string | undefined {
    return this.keys[name];
  }

  look(name: string): string {
    return this.looks.find((look) => look.startsWith(`${name} `))!.slice(name.length + 1);
  }
}

describe('D5 keys and colours stay with their labels', () => {
  test('before the first answer, styles follow the label order', () => {
    const labels = [...named('a', 'b'), { name: 'c', key: 'r' }];
    const looks = stylesOf(labels, undefined);
    assert.deepEqual(
      looks.map(({ key }) => key),
      keysOf(labels),
    );
    assert.deepEqual(
      looks.map(({ color }) => color),
      colorsOf(labels),
    );
    assert.deepEqual(
      looks.map(({ variant }) => variant),
      variantsOf(labels),
    );
  });

  test('the first stored styles equal those shown', () => {
    for (const count of [2, 6, 12, 27, 77]) {
      const labels = named(...Array.from({ length: count }, (_, i) => `l${i}`));
      assert.deepEqual(
        stylesOf(labels, completeStyles(labels, undefined)),
        stylesOf(labels, undefined),
      );
    }
  });

  test('styles are stable when labels are reordered, added or removed', () => {
    const desk = new Desk(named('a', 'b', 'c', 'd'));
    const before = [...desk.looks].sort();
    desk.become(named('d', 'b', 'a', 'c'));
    assert.deepEqual([...desk.looks].sort(), before);
    desk.become(named('new', 'd', 'b', 'a', 'c'));
    assert.deepEqual(desk.looks.slice(1).sort(), before);
    assert.equal(desk.look('new'), '5 charts.red 0', 'the first free one');
    desk.become(named('new', 'd', 'a', 'c'));
    assert.deepEqual(desk.keys, { new: '5', d: '4', a: '1', c: '3' });
    desk.become(named('newer', 'new', 'd', 'a', 'c'));
    assert.equal(desk.keyOf('newer'), '2', 'what b has left');
    desk.become(named('newer', 'new', 'd', 'b', 'a', 'c'));
    assert.deepEqual(desk.keys, { newer: '2', new: '5', d: '4', b: '6', a: '1', c: '3' });
  });

  test('a rename keeps the style, and so does its undo', () => {
    const desk = new Desk(named('a', 'b', 'c'));
    const look = desk.look('b');
    desk.change({ type: 'rename', from: 'b', to: 'x' });
    assert.equal(desk.look('x'), look);
    desk.change({ type: 'add', label: { name: 'y' } });
    assert.equal(desk.keyOf('y'), '4');
    desk.become(named('a', 'x', 'c'), true);
    desk.become(named('a', 'b', 'c'), true);
    assert.equal(desk.look('b'), look);
    desk.become(named('a', 'x', 'c'), true);
    assert.equal(desk.look('x'), look);
  });

  test("a merge keeps the target's style, and its undo restores all styles", () => {
    const desk = new Desk(named('a', 'b', 'c', 'd'));
    const before = desk.looks;
    const target = desk.look('c');
    desk.change({ type: 'merge', from: ['a', 'b'], to: 'c' });
    assert.equal(desk.look('c'), target);
    assert.equal(desk.keyOf('d'), '4');
    desk.become(named('a', 'b', 'c', 'd'), true);
    assert.deepEqual(desk.looks, before);
    desk.change({ type: 'merge', from: ['b', 'c'], to: 'new' });
    assert.equal(desk.keyOf('new'), '2', 'a new name takes the place of the first');
  });

  test('a split keeps the style for its first part and assigns a free one to the second', () => {
    const desk = new Desk(named('a', 'b', 'c'));
    const look = desk.look('a');
    desk.change({ type: 'split', from: 'a', into: ['a1', 'a2'] });
    assert.equal(desk.look('a1'), look);
    assert.deepEqual(desk.keys, { a1: '1', a2: '4', b: '2', c: '3' });
    desk.become(named('a', 'b', 'c'), true);
    assert.equal(desk.look('a'), look);
  });

  test('the project file overrides stored styles', () => {
    const desk = new Desk(named('a', 'b', 'c'));
    desk.change({ type: 'edit', label: { name: 'c', key: '1', color: 'charts.red' } });
    assert.deepEqual(desk.keys, { a: '3', b: '2', c: '1' }, 'a had 1 and gets what is free');
    assert.match(desk.look('c'), /charts\.red 0$/);
    desk.change({ type: 'edit', label: { name: 'c' } });
    assert.deepEqual(desk.keys, { a: '3', b: '2', c: '1' }, 'the first free one');
    assert.match(desk.look('c'), /charts\.green 0$/);
  });

  test('two labels with the same chosen colour get different shades', () => {
    const desk = new Desk(named('a', 'b'));
    const color = 'charts.red';
    desk.become([{ name: 'a', color }, { name: 'b', color }, ...named('c')]);
    assert.deepEqual(
      desk.looks.map((look) => look.split(' ').slice(2).join(' ')),
      ['charts.red 0', 'charts.red 1', 'charts.blue 0'],
    );
  });

  test('of 77 labels, those without a key stay so, and a freed digit goes to a new label', () => {
    const names = Array.from({ length: 77 }, (_, i) => `l${i}`);
    const desk = new Desk(named(...names));
    desk.change({ type: 'merge', from: ['l3'], to: 'l50' });
    assert.equal(desk.keyOf('l50'), undefined);
    assert.equal(desk.keyOf('l10'), undefined);
    desk.change({ type: 'add', label: { name: 'new' } });
    assert.equal(desk.keyOf('new'), '4');
    desk.change({ type: 'add', label: { name: 'newer' } });
    assert.equal(desk.keyOf('newer'), undefined, 'no letter for one of seventy');
    assert.equal(new Set(desk.looks.map((look) => look.split(' ').slice(2).join())).size, 78);
  });

  test('under random changes, keys and styles stay unique and stable', () => {
    const rng = new Rng(5);
    for (let run = 0; run < 50; run++) {
      const desk = new Desk(named('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'));
      for (let step = 0; step < 30; step++) {
        const names = desk.labels.map(({ name }) => name);
        const pick = (): string => names[rng.integer(names.length)]!;
        const [one, other, fresh] = [pick(), pick(), `n${run}-${step}`];
        const before = new Map(names.map((name) => [name, desk.look(name)]));
        const changes: SchemaChange[] = [
          { type: 'add', label: { name: fresh } },
          { type: 'rename', from: one, to: fresh },
          { type: 'split', from: one, into: [fresh, `${fresh}b`] },
          ...(one === other ? [] : [{ type: 'merge', from: [one], to: other } as const]),
        ];
        desk.change(changes[rng.integer(changes.length)]!);
        const looks = stylesOf(desk.labels, desk.kept);
        const keys = looks.flatMap(({ key }) => key ?? []);
        assert.equal(new Set(keys).size, keys.length);
        assert.equal(
          new Set(looks.map((look) => `${look.color} ${look.variant}`)).size,
          looks.length,
        );
        for (const { name } of desk.labels) {
          if (before.has(name)) assert.equal(desk.look(name), before.get(name));
        }
      }
    }
  });

  test('styles round-trip through JSON for any label name, and damaged ones are rejected', () => {
    const desk = new Desk(named('__proto__', 'constructor', 'ü', '1'));
    const value: unknown = JSON.parse(JSON.stringify(styleEntries(desk.kept)));
    assert.deepEqual(stylesFrom(value), desk.kept);
    assert.deepEqual(stylesOf(desk.labels, stylesFrom(value)), stylesOf(desk.labels, desk.kept));
    for (const damaged of [
      undefined,
      null,
      {},
      'x',
      [['a']],
      [['a', { color: 'pink' }]],
      [[1, {}]],
    ]) {
      assert.equal(stylesFrom(damaged), undefined);
    }
  });
});
