import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { root } from './imports.ts';

/** A file's exports and its imports from other files. */
export interface FileExports {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly exported: readonly Exported[];
  readonly uses: readonly Use[];
}

interface Exported {
  readonly name: string;
  /** Mentioned by another declaration in the same file. */
  readonly usedHere: boolean;
  /** A type mentioned by another exported declaration in the same file. */
  readonly inSignature: boolean;
}

interface Use {
  readonly file: string;
  /** `*` for all names, as with `await import(…)` or a namespace that is passed on. */
  readonly name: string;
}

/** Exports and imports of one file, from its syntax alone. */
export function exportsOf(path: string, text: string): FileExports {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return { path, exported: exportedBy(source), uses: usesOf(path, source) };
}

export function readExports(paths: readonly string[]): FileExports[] {
  return paths.map((path) => exportsOf(path, readFileSync(join(root, path), 'utf8')));
}

/**
 * `path: name` of every export that no other file of the product uses. Excludes types in the signature of
 * another export, and names used in their own file that a test checks directly.
 */
export function unusedExports(
  product: readonly FileExports[],
  tests: readonly FileExports[],
): string[] {
  const taken = takenBy(product);
  const tested = takenBy(tests);
  return product.flatMap(({ path, exported }) =>
    exported
      .filter(({ name, usedHere, inSignature }) => {
        const key = `${path}: ${name}`;
        return !inSignature && !taken.has(key) && !(usedHere && tested.has(key));
      })
      .map(({ name }) => `${path}: ${name}`),
  );
}

function takenBy(files: readonly FileExports[]): { has: (key: string) => boolean } {
  const keys = new Set(
    files.flatMap(({ uses }) => uses.map(({ file, name }) => `${file}: ${name}`)),
  );
  return { has: (key) => keys.has(key) || keys.has(`${key.split(': ')[0]}: *`) };
}

function exportedBy(source: ts.SourceFile): Exported[] {
  const statements = source.statements.map((statement) => ({
    statement,
    exported: isExported(statement),
    mentions: identifiersIn(statement),
  }));
  return statements.flatMap((own) => {
    if (!own.exported) return [];
    const { statement } = own;
    const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
    return namesOf(statement).map((name) => {
      const users = statements.filter((one) => one !== own && one.mentions.has(name));
      const inSignature = isType && users.some(({ exported }) => exported);
      return { name, usedHere: users.length > 0, inSignature };
    });
  });
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  }
  const { name } = statement as { name?: ts.Node };
  return name && ts.isIdentifier(name) ? [name.text] : [];
}

function identifiersIn(node: ts.Node, found = new Set<string>()): Set<string> {
  if (ts.isIdentifier(node)) found.add(node.text);
  ts.forEachChild(node, (child) => void identifiersIn(child, found));
  return found;
}

function usesOf(path: string, source: ts.SourceFile): Use[] {
  const uses: Use[] = [];
  const fileOf = (specifier: ts.Node | undefined): string | undefined => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return undefined;
    if (!specifier.text.startsWith('.')) return undefined;
    const file = relative(root, resolve(root, dirname(path), specifier.text));
    return file.split(sep).join('/');
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const file = fileOf(node.moduleSpecifier);
      if (file !== undefined) {
        for (const name of namesTaken(node, source)) uses.push({ file, name });
      }
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const file = fileOf(node.arguments[0]);
      if (file !== undefined) for (const name of namesLoaded(node)) uses.push({ file, name });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return uses;
}

/** `const { a } = await import(…)` and `import(…).then(({ a }) => …)` use names; anything else uses all. */
function namesLoaded(call: ts.CallExpression): string[] {
  const { parent } = call;
  let pattern: ts.Node | undefined;
  if (ts.isAwaitExpression(parent) && ts.isVariableDeclaration(parent.parent)) {
    pattern = parent.parent.name;
  } else if (ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent)) {
    const [then] = parent.parent.arguments;
    if (then && ts.isArrowFunction(then)) pattern = then.parameters[0]?.name;
  }
  if (!pattern || !ts.isObjectBindingPattern(pattern)) return ['*'];
  return pattern.elements.map(({ propertyName, name }) => (propertyName ?? name).getText());
}

function namesTaken(
  node: ts.ImportDeclaration | ts.ExportDeclaration,
  source: ts.SourceFile,
): string[] {
  const clause = ts.isImportDeclaration(node)
    ? node.importClause?.namedBindings
    : node.exportClause;
  if (!clause) return ts.isExportDeclaration(node) ? ['*'] : [];
  if (ts.isNamespaceImport(clause)) return membersTaken(clause.name.text, source);
  if (ts.isNamespaceExport(clause)) return ['*'];
  return clause.elements.map(({ propertyName, name }) => (propertyName ?? name).text);
}

/** The members of `import * as notices` that are read; `*` if the namespace itself is passed on. */
function membersTaken(namespace: string, source: ts.SourceFile): string[] {
  const taken: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === namespace && !ts.isNamespaceImport(node.parent)) {
      const { parent } = node;
      if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
        taken.push(parent.name.text);
      } else if (ts.isQualifiedName(parent) && parent.left === node) {
        taken.push(parent.right.text);
      } else {
        taken.push('*');
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return taken;
}
