import type { Rng } from '../../../src/core/rng.ts';
import type { Cell } from './columns.ts';
import { chance } from './draws.ts';
import type { JsonPlan } from './jsonPlan.ts';
import type { Member } from './jsonWriting.ts';
import { jsonList, jsonObject, jsonString, jsonValue } from './jsonWriting.ts';
import type { Table } from './table.ts';

/** The whole text of the file. */
export function writeJson(
  rng: Rng,
  plan: JsonPlan,
  { rows }: Table,
  names: readonly string[],
  path: string,
): string {
  const { style, lineEnd } = plan;
  const indented = chance(rng, 0.5);
  const objects = (depth?: number): string[] =>
    rows.map((cells) => jsonObject(membersOf(plan, names, cells), style, depth));
  const end = plan.finalNewline ? '\n' : '';
  const text = ((): string => {
    switch (plan.shape) {
      case 'lines':
        return objects().join(plan.blankLines ? '\n\n' : '\n') + end;
      case 'list':
        return jsonList(objects(), style) + end;
      case 'listOfLines':
        return `[\n${objects().join(',\n')}\n]${end}`;
      case 'indentedList':
        return jsonList(objects(1), style, 0) + end;
      case 'concatenated':
        return objects(0).join('\n') + end;
      case 'oneLine':
        return objects().join(chance(rng, 0.5) ? ' ' : '') + end;
      case 'wrapped':
      case 'table': {
        const list = indented ? jsonList(objects(2), style, 1) : jsonList(objects(), style);
        const others = plan.shape === 'table' ? tableSchema(plan, names) : drawOthers(rng, plan);
        const members: Member[] = [...others.before, [path, list], ...others.after];
        return jsonObject(members, style, indented ? 0 : undefined) + end;
      }
      case 'columns':
      case 'index':
      case 'split':
        return writeOrient(plan, rows, names, indented) + end;
    }
  })();
  return lineEnd === '\n' ? text : text.replaceAll('\n', lineEnd);
}

function membersOf(plan: JsonPlan, names: readonly string[], cells: readonly Cell[]): Member[] {
  return cells.flatMap((cell, i): Member[] => {
    if (plan.leavesOut && cell.kind === 'null') return [];
    return [[names[i]!, jsonValue(cell, plan.style)]];
  });
}

interface Others {
  readonly before: readonly Member[];
  readonly after: readonly Member[];
}

/** Members beside the list of records: numbers, texts, an object, a list of texts. */
function drawOthers(rng: Rng, { style }: JsonPlan): Others {
  const members: Member[] = [
    ['version', '"1.1"'],
    ['count', String(rng.integer(5000))],
    ['meta', jsonObject([['source', '"web"']], style)],
    ['labels', jsonList(['"bread"', '"boats"'], style)],
    ['next', 'null'],
    ['errors', '[]'],
  ];
  rng.shuffle(members);
  const before = rng.integer(3);
  return {
    before: members.slice(0, before),
    after: members.slice(before, before + rng.integer(3)),
  };
}

/** The schema that pandas writes with the orient `table`. */
function tableSchema({ style }: JsonPlan, names: readonly string[]): Others {
  const fields = names.map((name) =>
    jsonObject(
      [
        ['name', jsonString(name, style)],
        ['type', '"string"'],
      ],
      style,
    ),
  );
  const schema = jsonObject(
    [
      ['fields', jsonList(fields, style)],
      ['pandas_version', '"1.4.0"'],
    ],
    style,
  );
  return { before: [['schema', schema]], after: [] };
}

function writeOrient(
  { shape, style }: JsonPlan,
  rows: Table['rows'],
  names: readonly string[],
  indented: boolean,
): string {
  const [outer, inner] = indented ? [0, 1] : [undefined, undefined];
  const value = (row: number, column: number): string => jsonValue(rows[row]![column]!, style);
  const numbers = rows.map((_, row) => String(row));
  if (shape === 'columns') {
    const columns = names.map((name, column): Member => {
      const cells = numbers.map((row): Member => [row, value(Number(row), column)]);
      return [name, jsonObject(cells, style, inner)];
    });
    return jsonObject(columns, style, outer);
  }
  if (shape === 'index') {
    const members = numbers.map((row): Member => {
      const cells = names.map((name, column): Member => [name, value(Number(row), column)]);
      return [row, jsonObject(cells, style, inner)];
    });
    return jsonObject(members, style, outer);
  }
  const data = rows.map((cells) =>
    jsonList(
      cells.map((cell) => jsonValue(cell, style)),
      style,
    ),
  );
  const members: Member[] = [
    [
      'columns',
      jsonList(
        names.map((name) => jsonString(name, style)),
        style,
      ),
    ],
    ['index', jsonList(numbers, style)],
    ['data', jsonList(data, style, inner)],
  ];
  return jsonObject(members, style, outer);
}
