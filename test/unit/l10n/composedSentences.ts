import ts from 'typescript';

/** Two words in a row, a word before a value, or a single word as a sentence. */
const prose = /[A-Za-z]{2,}[,:;]? (?:[A-Za-z]|\$\{\})|^[A-Z][a-z]+[.…]\s*$/;

/**
 * The sentences that a file of the command line writes itself, instead of naming a message; usage
 * texts and examples of commands are exempt.
 * @returns "src/cli.ts:12: Stopped."
 */
export function composedSentences(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || isUsage(node)) return;
    const sentence = literalText(node);
    // An option with its value, as named in a message.
    if (sentence !== undefined && prose.test(sentence) && !sentence.startsWith('--')) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${path}:${line + 1}: ${sentence}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isUsage(node: ts.Node): boolean {
  return ts.isVariableDeclaration(node) && /(usage|example)$/i.test(node.name.getText());
}

/** The text of a string or a template, with `${}` for its values. */
function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head, ...node.templateSpans.map(({ literal }) => literal)]
    .map(({ text }) => text)
    .join('${}');
}
