export interface PageParts {
  readonly title: string;
  /** URIs in the webview. */
  readonly script: string;
  readonly style: string;
  /** VS Code's source for webview resources in the content security policy. */
  readonly cspSource: string;
  /** Random, new for every page. */
  readonly nonce: string;
  /** BCP 47 tag of VS Code's display language. */
  readonly language: string;
}

/**
 * The HTML of a page: it may run its one script and load its one style sheet, and nothing else.
 * Records are never written into it; they arrive by message.
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
