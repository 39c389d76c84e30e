/** The columns of docs/tasks.md: one label per record, and several. */
export type Task = 'single' | 'multi';
export const tasks: readonly Task[] = ['single', 'multi'];

/** The tests that show that a feature works, or the sentence with which it is refused. */
export type Cell = { readonly tests: readonly TestReference[] } | { readonly refusal: string };

export interface TestReference {
  /** Relative to the root. */
  readonly path: string;
  readonly name: string;
}

export interface Row {
  /** The code spans of the first cell. */
  readonly names: readonly string[];
  readonly cells: Readonly<Record<Task, Cell>>;
}

/** The rows of each chapter by its heading. @throws Error for a line of another form */
export function readTaskTable(markdown: string): ReadonlyMap<string, readonly Row[]> {
  const references = new Map<string, TestReference>();
  for (const [, key, path, name] of markdown.matchAll(/^\[([\w-]+)\]: \.\.\/(\S+) '(.*)'$/gm)) {
    references.set(key!, { path: path!, name: name! });
  }
  const chapters = new Map<string, Row[]>();
  let rows: Row[] = [];
  for (const line of markdown.split('\n')) {
    const heading = /^## (.*)$/.exec(line)?.[1];
    if (heading !== undefined) chapters.set(heading, (rows = []));
    if (!line.startsWith('|') || /^\| *(what|-+)/.test(line)) continue;
    const [what, single, multi, ...more] = line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    if (multi === undefined || more.length > 0) throw new Error(`Three cells, not: ${line}`);
    const cells = { single: cellOf(single!, references), multi: cellOf(multi, references) };
    rows.push({ names: [...what!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!), cells });
  }
  return chapters;
}

function cellOf(text: string, references: ReadonlyMap<string, TestReference>): Cell {
  const [, refusal] = /^no: (.+)$/.exec(text) ?? [];
  if (refusal !== undefined) return { refusal: refusal.replaceAll('\\|', '|') };
  if (!/^(\[yes\]\[[\w-]+\](, )?)+$/.test(text)) {
    throw new Error(`"[yes][test]" or "no: sentence", not: ${text}`);
  }
  const keys = [...text.matchAll(/\[yes\]\[([\w-]+)\]/g)].map(([, key]) => key!);
  const tests = keys.map((key) => {
    const found = references.get(key);
    if (!found) throw new Error(`There is no reference [${key}].`);
    return found;
  });
  return { tests };
}

/** Whether a text matches the sentence of a cell, in which … stands for a name or a list of names. */
export function matchesSentence(sentence: string, text: string): boolean {
  const parts = sentence.split('…').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`, 's').test(text);
}
