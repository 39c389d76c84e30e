import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { projectSchema } from '../../../src/core/projectFile/projectSchema.ts';

export interface SaidSentence {
  readonly sentence: string;
  /** "src/vscode/settings.ts:12" */
  readonly place: string;
}

/** Every sentence passed to `localize`. */
export function sentencesOf(root: string): { sentences: SaidSentence[]; hidden: string[] } {
  const sentences: SaidSentence[] = [];
  const hidden: string[] = [];
  for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const path = join('src', file);
    const text = readFileSync(join(root, path), 'utf8');
    if (!/\blocalize\(/.test(text)) continue;
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isLocalizing(node.expression)) {
        const [first] = node.arguments;
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        const place = `${path}:${line + 1}`;
        const sentence = first && textOf(first);
        if (sentence === undefined) hidden.push(place);
        else sentences.push({ sentence, place });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  // These files only pass sentences on; those of the schema are added below.
  const passedOn =
    /^src\/(vscode\/windowLanguage|core\/localize|vscode\/text\/messages\/projectFileTexts)\.ts:/;
  sentences.push(...schemaSentences(projectSchema));
  return { sentences, hidden: hidden.filter((place) => !passedOn.test(place)) };
}

function isLocalizing(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 'localize';
  return ts.isPropertyAccessExpression(callee) && /^#?localize$/.test(callee.name.text);
}

function textOf(node: ts.Expression): string | undefined {
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** The error messages in the schema of the project file. */
function schemaSentences(schema: unknown): SaidSentence[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'errorMessage' && typeof value === 'string'
      ? [{ sentence: value, place: 'src/core/projectFile/projectSchema.ts' }]
      : schemaSentences(value),
  );
}
