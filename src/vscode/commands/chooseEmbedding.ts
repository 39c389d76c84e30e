import * as vscode from 'vscode';
import { sameEmbedding } from '../../core/embed/blocks.ts';
import { editProjectFile } from '../../core/projectFile/editProjectFile.ts';
import type { ProjectFile } from '../../core/projectFile/projectFile.ts';
import { embeddingChoices } from '../embedding/embeddingChoices.ts';
import { bundledEmbeddings } from '../embedding/knownEmbeddings.ts';
import { pickWhileMeasuring } from '../embedding/pickWhileMeasuring.ts';
import { rememberTrials, trialOf } from '../embedding/trials.ts';
import type { Host } from '../ports.ts';
import type { Project } from '../project/project.ts';
import { projectToEdit, writeProject } from './editProject.ts';
import { agreeToEmbedding } from './embeddingConsent.ts';
import { agreeToFacts } from './agreeToFacts.ts';
import { localize } from '../windowLanguage.ts';

/**
 * Lets the user choose an embedding, asks for consent to downloads or sending texts, shows the hub's facts
 * about an unlisted model, and writes the choice to the project file.
 */
export async function chooseEmbedding(
  project: Project,
  { services, memory }: { readonly services: Host; readonly memory: vscode.Memento },
): Promise<void> {
  const { document, file } = await projectToEdit(project);
  const { embedding: now, dimensions } = file;
  const items = () => embeddingChoices(project, { dimensions, now, memory });
  const picked = await pickWhileMeasuring(items, measureSpeeds(project, file, memory), {
    title: localize('Which embedding should {0} use?', project.name),
    placeholder: vscode.workspace.isTrusted
      ? localize('Written into the project file; answers are kept')
      : localize(
          'In an untrusted folder, only the embeddings that come with Marginalia are available',
        ),
  });
  if (!picked || !('choose' in picked)) return;
  const setting = await picked.choose();
  if (setting === undefined || sameEmbedding(setting, now)) return;
  if (!(await agreeToEmbedding(project, setting, memory))) return;
  const isListed = picked.known !== undefined;
  if (!isListed && !(await agreeToFacts(project, setting, { now, services, memory }))) return;
  const text = editProjectFile(document.getText(), ['embedding'], setting);
  const onSave = localize('The embedding changes once you save the project file.');
  await writeProject(document, text, onSave);
}

/** Measures the speed of the bundled embeddings on texts of this pool, once per project. */
async function measureSpeeds(
  { session, uri }: Project,
  { dimensions, embedding: now }: Pick<ProjectFile, 'dimensions' | 'embedding'>,
  memory: vscode.Memento,
): Promise<void> {
  const unknown = bundledEmbeddings(dimensions, localize)
    .map(({ setting }) => setting)
    .filter((setting) => setting !== 'lexical' && !trialOf(memory, uri, setting, now));
  if (!session || unknown.length === 0) return;
  try {
    const { trials } = await session.tryEmbeddings(unknown, { speedOnly: true });
    const measured = trials.map((trial, i) => ({ trial, setting: unknown[i]! }));
    await rememberTrials(memory, uri, measured, now);
  } catch {
    // Optional: the pool may not be read yet, or the engine may be shutting down.
  }
}
