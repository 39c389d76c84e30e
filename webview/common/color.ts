/**
 * The CSS value of a theme colour's id: "charts.red" → "var(--vscode-charts-red)". A colour that some themes
 * leave out or make too faint for a mark is corrected in base.css under the name --mg-….
 */
export function themeColor(id: string): string {
  if (!/^[a-zA-Z][\w.-]*$/.test(id)) return 'var(--vscode-foreground)';
  const name = id.replaceAll('.', '-');
  return `var(--mg-${name}, var(--vscode-${name}, var(--vscode-foreground)))`;
}
