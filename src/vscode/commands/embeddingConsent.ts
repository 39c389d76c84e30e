import type * as vscode from 'vscode';
import { blocksOf, type EmbeddingSetting } from '../../core/embed/blocks.ts';
import { originOf } from '../../core/embed/serverAddress.ts';
import { rememberServer } from '../embedding/serverAccess.ts';
import { downloadsOf } from '../modelDownload.ts';
import type { Project } from '../project/project.ts';
import { settings } from '../settings.ts';
import { agreeToDownload } from './downloadCommand.ts';
import { agreeToServer } from './embeddingServer.ts';

/**
 * Asks for the missing consent to an embedding's downloads and to sending texts to its servers, and remembers
 * it.
 * @returns whether there is consent to everything
 */
export async function agreeToEmbedding(
  project: Project,
  setting: EmbeddingSetting,
  memory: vscode.Memento,
): Promise<boolean> {
  // What `auto` may download is offered by a notice.
  const downloads = setting === 'auto' ? [] : downloadsOf(setting, settings.modelHub());
  for (const download of downloads) {
    if (!(await agreeToDownload(project.name, download, memory))) return false;
  }
  for (const { source } of blocksOf(setting)) {
    if (!source || !('server' in source)) continue;
    const origin = originOf(source.server);
    if (!(await agreeToServer(project, origin, memory))) return false;
    await rememberServer(memory, project.uri, origin);
  }
  return true;
}
