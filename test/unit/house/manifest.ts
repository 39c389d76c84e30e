import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { readSources, root } from './imports.ts';

export interface Contributions {
  readonly commands?: readonly { command: string; title: string; category?: string }[];
  readonly configuration?: Configuration | readonly Configuration[];
  readonly keybindings?: readonly { command: string; key: string; when?: string }[];
  readonly menus?: Readonly<
    Record<string, readonly { command?: string; submenu?: string; when?: string }[]>
  >;
  readonly submenus?: readonly { id: string }[];
  readonly views?: Readonly<Record<string, readonly { id: string; when?: string }[]>>;
  readonly viewsContainers?: Readonly<Record<string, readonly { id: string }[]>>;
  readonly walkthroughs?: readonly {
    id: string;
    steps: readonly {
      id: string;
      media: { svg?: string; image?: string; markdown?: string; altText?: string };
    }[];
  }[];
  readonly languages?: readonly { id: string }[];
  readonly grammars?: readonly { language?: string }[];
  readonly customEditors?: readonly { viewType: string }[];
  readonly colors?: readonly {
    id: string;
    description: string;
    defaults: Readonly<Record<string, string>>;
  }[];
  readonly taskDefinitions?: readonly { type: string }[];
}

interface Configuration {
  readonly properties?: Readonly<
    Record<string, { scope?: string; description?: string; markdownDescription?: string }>
  >;
}

export interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly extensionKind: readonly string[];
  readonly capabilities: {
    readonly virtualWorkspaces: unknown;
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly description: string };
  };
  readonly contributes: Contributions;
}

export function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
}

/** The strings of package.nls.json by their keys. */
export function readTranslations(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
}

/** Every string inside a value, at any depth. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

/** Every string inside a value, at any depth. */
export function settingsOf({ configuration = [] }: Contributions): string[] {
  const sections: readonly Configuration[] = Array.isArray(configuration)
    ? (configuration as readonly Configuration[])
    : [configuration as Configuration];
  return sections.flatMap(({ properties = {} }) => Object.keys(properties));
}

export function contextKeysOf(contributes: Contributions, known: ReadonlySet<string>): string[] {
  const clauses: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if ((key === 'when' || key === 'enablement') && typeof inner === 'string')
        clauses.push(inner);
      else visit(inner);
    }
  };
  visit(contributes);
  const names = clauses.flatMap((clause) => {
    // A literal on the right of a comparison is a value, not a key.
    const keys = clause.replace(/(==|=~|!=|\bin\b)\s*('[^']*'|\/[^/]*\/\w*|[\w.-]+)/g, ' ');
    return keys.match(/\bmarginalia\.[\w.]+/g) ?? [];
  });
  return [...new Set(names)].filter((name) => !known.has(name) && !name.startsWith('config.'));
}

/** The context keys listed in the table of docs/labelling.md. */
export function documentedContextKeys(): string[] {
  const [, section = ''] = readFileSync(join(root, 'docs/labelling.md'), 'utf8').split(
    /^## Context keys$/m,
  );
  const rows = section.split(/^## /m)[0]!.match(/^\| `[^|]*\|/gm) ?? [];
  return rows.flatMap((row) => row.match(/marginalia\.\w+/g) ?? []);
}

export interface Literal {
  readonly text: string;
  readonly path: string;
  /** The function that takes it as first argument: `registerCommand`, `createWebviewPanel`, … */
  readonly argumentOf: string | undefined;
}

/** Every string literal of the host's code, including property names. */
export function hostLiterals(): Literal[] {
  const paths = readSources(['src/vscode'])
    .map(({ path }) => path)
    .concat('src/extension.ts');
  return paths.flatMap((path) => {
    const source = ts.createSourceFile(
      path,
      readFileSync(join(root, path), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const found: Literal[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteralLike(node) && !ts.isImportDeclaration(node.parent)) {
        found.push({ text: node.text, path, argumentOf: callOf(node) });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

function callOf(node: ts.StringLiteralLike): string | undefined {
  const call = node.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== node) return undefined;
  const callee = call.expression;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
}
