import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export interface SaidSentence {
  readonly sentence: string;
  /** "src/vscode/settings.ts:12" */
  readonly place: string;
}

/** Every sentence that code puts into the user's language: what is given to `l10n.t` and to `say`. */
export function sentencesOf(root: string): { sentences: SaidSentence[]; hidden: string[] } {
  const sentences: SaidSentence[] = [];
  const hidden: string[] = [];
  for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const path = join('src', file);
    const text = readFileSync(join(root, path), 'utf8');
    if (!/\bt\(|\bsay\(/.test(text)) continue;
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isSaying(node.expression)) {
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
  // Where sentences are only passed on.
  const passedOn = /^src\/(vscode\/localize|vscode\/say|core\/say)\.ts:/;
  return { sentences, hidden: hidden.filter((place) => !passedOn.test(place)) };
}

function isSaying(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return callee.text === 'say';
  if (!ts.isPropertyAccessExpression(callee)) return false;
  if (callee.name.text === 'say') return true;
  return callee.name.text === 't' && /l10n$/.test(callee.expression.getText());
}

function textOf(node: ts.Expression): string | undefined {
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}
