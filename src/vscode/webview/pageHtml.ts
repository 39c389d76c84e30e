export interface PageParts {
  readonly title: string;
  /** Addresses in the webview. */
  readonly script: string;
  readonly style: string;
  /** What VS Code lets its own resources be loaded from. */
  readonly cspSource: string;
  /** Unguessable, and new for every page. */
  readonly nonce: string;
  /** BCP 47, of VS Code's own language. */
  readonly language: string;
}

/**
 * The document of a page: it may run its one script and load its one style sheet, and nothing else.
 * Nothing of a record is ever written into it; that comes by message.
 */
export function pageHtml(parts: PageParts): string {
  const { title, script, style, cspSource, nonce, language } = parts;
  const policy = [
    `default-src 'none'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escapeHtml(title)}</title>
    <link rel="stylesheet" href="${escapeHtml(style)}" nonce="${nonce}" />
  </head>
  <body>
    <script nonce="${nonce}" src="${escapeHtml(script)}"></script>
  </body>
</html>
`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
