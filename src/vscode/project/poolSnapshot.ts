import * as vscode from 'vscode';

/** What tells one state of the pool's files from another without reading them. */
export interface PoolSnapshot {
  /** Of all files, in bytes. */
  readonly size: number;
  /** Equal for equal states; a file that is absent has one too. */
  readonly state: string;
}

/** How the files are at this moment. */
export async function poolStamp(files: readonly vscode.Uri[]): Promise<PoolSnapshot> {
  const stats = await Promise.all(
    files.map((file) => Promise.resolve(vscode.workspace.fs.stat(file)).catch(() => undefined)),
  );
  return {
    size: stats.reduce((sum, stat) => sum + (stat?.size ?? 0), 0),
    state: stats.map((stat) => (stat ? `${stat.mtime} ${stat.size}` : 'absent')).join('\n'),
  };
}
