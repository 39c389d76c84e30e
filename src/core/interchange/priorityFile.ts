import { digitsOf } from '../pool/exactNumbers.ts';

/** A line that names a record to prioritise. */
export interface PriorityLine {
  /** 1-based. */
  readonly line: number;
  /** A value of the id field, or a record's own id. */
  readonly name: string;
  readonly priority: number;
}

export interface PriorityFile {
  readonly lines: readonly PriorityLine[];
  /** Unreadable lines, in file order. */
  readonly problems: readonly LineProblem[];
}

export interface LineProblem {
  /** 1-based. */
  readonly line: number;
  readonly kind: 'notJson' | 'noId' | 'notANumber';
  /** The text found in place of a number. */
  readonly found?: string;
}

/** A line without effect: unreadable, or naming a record that is not in the pool. */
export interface BadPriorityLine extends Omit<LineProblem, 'kind'> {
  readonly kind: LineProblem['kind'] | 'notInPool';
}

/** Priority of a line without a number. */
const usualPriority = 1;

const idNames = ['id', 'record', 'record_id', 'recordid'];
const priorityNames = ['priority', 'prio', 'weight', 'score'];

/**
 * Parses ids with priorities: one id per line, optionally followed by a comma, semicolon or tab and
 * a number; the same under a header that names the two columns among others; or JSON Lines of ids
 * or objects. Skips blank lines.
 * @param idField the project's id field, accepted besides `id`
 */
export function readPriorityFile(text: string, idField?: string): PriorityFile {
  const names = [...(idField === undefined ? [] : [idField.toLowerCase()]), ...idNames];
  const lines: PriorityLine[] = [];
  const problems: LineProblem[] = [];
  let header: Header | undefined;
  let first = true;
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((content, i) => {
      const written = content.trim();
      if (written === '') return;
      const line = i + 1;
      const isFirst = first;
      first = false;
      const found = /^[{"[]/.test(written) ? ofJson(written, names) : undefined;
      if (isFirst && !found) {
        header = headerOf(written, names);
        if (header) return;
      }
      const read = found ?? ofCells(cellsOf(written), header ?? plainColumns(written));
      if ('kind' in read) problems.push({ line, ...read });
      else lines.push({ line, ...read });
    });
  return { lines, problems };
}

type LineContent = Omit<PriorityLine, 'line'> | Omit<LineProblem, 'line'>;

interface Header {
  readonly id: number;
  /** −1 if there is none. */
  readonly priority: number;
}

function headerOf(written: string, names: readonly string[]): Header | undefined {
  const cells = cellsOf(written).map((cell) => cell.toLowerCase());
  const id = cells.findIndex((cell) => names.includes(cell));
  if (id < 0) return undefined;
  return { id, priority: cells.findIndex((cell) => priorityNames.includes(cell)) };
}

/** Without a header the first cell is the id and the second the number. */
function plainColumns(written: string): Header {
  return { id: 0, priority: cellsOf(written).length > 1 ? 1 : -1 };
}

function ofCells(cells: readonly string[], { id, priority }: Header): LineContent {
  const name = cells[id] ?? '';
  if (name === '') return { kind: 'noId' };
  const number = priority < 0 ? '' : (cells[priority] ?? '');
  if (number === '') return { name, priority: usualPriority };
  return numbered(name, Number(number), number);
}

function numbered(name: string, value: number, found: string): LineContent {
  return Number.isFinite(value) ? { name, priority: value } : { kind: 'notANumber', found };
}

/** Undefined for quoted CSV cells, which begin like a JSON string. */
function ofJson(written: string, names: readonly string[]): LineContent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch {
    return written.startsWith('"') ? undefined : { kind: 'notJson' };
  }
  if (typeof value === 'string') return value === '' ? { kind: 'noId' } : named(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { kind: 'noId' };
  const keys = Object.keys(value);
  // The digits of a number are those of the file, not of a double.
  const row = value as Readonly<Record<string, unknown>>;
  const field = (wanted: readonly string[], source?: string): unknown => {
    const key = keys.find((name) => wanted.includes(name.toLowerCase()));
    const found = key === undefined ? undefined : row[key];
    if (typeof found !== 'number' || source === undefined) return found;
    const again = (exact: unknown): unknown => (exact as typeof row)[key!];
    return digitsOf(found, source, `"${key}"`, true, again);
  };
  const id = field(names, written);
  if ((typeof id !== 'string' && typeof id !== 'number') || id === '') return { kind: 'noId' };
  const priority = field(priorityNames);
  if (priority === undefined || priority === null) return named(String(id));
  return numbered(
    String(id),
    typeof priority === 'number' ? priority : NaN,
    JSON.stringify(priority),
  );
}

const named = (name: string): LineContent => ({ name, priority: usualPriority });

/** The cells of a line, in quotes or not. */
function cellsOf(written: string): string[] {
  const delimiter = ['\t', ';', ','].find((candidate) => written.includes(candidate)) ?? ',';
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < written.length; i++) {
    const unit = written[i]!;
    if (quoted && unit === '"' && written[i + 1] === '"') cell += written[i++];
    else if (unit === '"' && (quoted || cell.trim() === '')) quoted = !quoted;
    else if (unit === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += unit;
  }
  cells.push(cell.trim());
  return cells;
}
