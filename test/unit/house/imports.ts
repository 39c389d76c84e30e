import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

/** The project's root; tests run from it. */
export const root = process.cwd();

export interface Import {
  /** As written: './rng.ts', 'node:fs', 'uplot'. */
  readonly specifier: string;
  /** The imported file relative to the root, with `/`; undefined for a package or a built-in. */
  readonly file: string | undefined;
  /** The package's name, `vscode` or `node:…`; undefined for a relative import. */
  readonly package: string | undefined;
  /** `import type` and `export type`, erased at compile time. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

/** Every TypeScript file below the folders, with its imports, re-exports and `import()` calls. */
export function readSources(folders: readonly string[]): SourceFile[] {
  return folders.flatMap(typeScriptBelow).map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return { path, lines: text.split('\n').length - 1, imports: importsOf(path, text) };
  });
}

/** @param folder relative to the root; a missing one has no files */
function typeScriptBelow(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name).split(sep).join('/'))
    .sort();
}

/** The imports of one file, in source order. */
export function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    const local = specifier.startsWith('.');
    const file = relative(root, resolve(root, dirname(path), specifier));
    found.push({
      specifier,
      typeOnly,
      file: local ? file.split(sep).join('/') : undefined,
      package: local ? undefined : packageOf(specifier),
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, isTypeOnlyImport(node.importClause));
    } else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier !== undefined &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      add(node.moduleSpecifier.text, node.isTypeOnly);
    } else if (
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        node.expression.getText(source) === 'require')
    ) {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isStringLiteralLike(argument)) add(argument.text, false);
    }
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  visit(source);
  return found;
}

/** `import type …`, or braces in which every name is marked `type`. */
function isTypeOnlyImport(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  return (
    clause.name === undefined &&
    names !== undefined &&
    ts.isNamedImports(names) &&
    names.elements.length > 0 &&
    names.elements.every((element) => element.isTypeOnly)
  );
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** The first import cycle, including type imports, as a list of files; undefined if there is none. */
export function findCycle(sources: readonly SourceFile[]): string[] | undefined {
  const next = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.flatMap(({ file }) => (file === undefined ? [] : [file])),
    ]),
  );
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const imported of next.get(path) ?? []) {
      const cycle = walk(imported, [...trail, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const { path } of sources) {
    const cycle = walk(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}
