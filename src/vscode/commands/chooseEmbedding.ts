import { textOf } from '../text/messages/textOf.ts';
import { isAbsolute, relative } from 'node:path';
import * as vscode from 'vscode';
import { blocksOf, type EmbeddingSetting } from '../../core/embed/blocks.ts';
import { addressProblem, originOf } from '../../core/embed/serverAddress.ts';
import { editProjectFile } from '../../core/projectFile/editProjectFile.ts';
import {
  bundledEmbeddings,
  hubEmbeddings,
  type KnownEmbedding,
} from '../embedding/knownEmbeddings.ts';
import { pickWhileMeasuring } from '../embedding/pickWhileMeasuring.ts';
import { rememberTrials, formatTrial, trialOf } from '../embedding/trials.ts';
import { rememberServer } from '../embedding/serverAccess.ts';
import { downloadOf } from '../modelDownload.ts';
import type { Project } from '../project/project.ts';
import { settings } from '../settings.ts';
import { agreeToDownload } from './downloadCommand.ts';
import { projectToEdit, writeProject } from './editProject.ts';
import { agreeToServer } from './embeddingServer.ts';
import { localize } from '../windowLanguage.ts';

interface Choice extends vscode.QuickPickItem {
  /** Asks for the remaining settings; undefined if the user cancels. */
  readonly choose: () => Promise<EmbeddingSetting | undefined>;
}

/**
 * Lets the user choose an embedding, asks for consent to downloads or sending texts, and writes the
 * choice to the project file.
 */
export async function chooseEmbedding(project: Project, memory: vscode.Memento): Promise<void> {
  const { document, file } = await projectToEdit(project);
  const now = file.embedding;
  const tried: Tried = (setting) => {
    const trial = trialOf(memory, project.uri, setting);
    return trial && formatTrial(trial, localize);
  };
  const items = (): (Choice | vscode.QuickPickItem)[] =>
    vscode.workspace.isTrusted
      ? [...bundled(file.dimensions, now, tried), ...fromTheHub(now, tried), ...ofOnesOwn(project)]
      : bundled(file.dimensions, now, tried);
  const picked = await pickWhileMeasuring(items, measureSpeeds(project, file.dimensions, memory), {
    title: localize('What are the vectors of {0} to be made of?', project.name),
    placeholder: vscode.workspace.isTrusted
      ? localize('Written into the project file; answers are kept')
      : localize('In a folder that is not trusted there is only what comes with Marginalia'),
  });
  if (!picked || !('choose' in picked)) return;
  const setting = await picked.choose();
  if (setting === undefined || same(setting, now)) return;
  if (!(await agreed(project, setting, memory))) return;
  const text = editProjectFile(document.getText(), ['embedding'], setting);
  const onSave = localize('The embedding changes once you save the project file.');
  await writeProject(document, text, onSave);
}

/** Measures the speed of the bundled embeddings on texts of this pool, once per project. */
async function measureSpeeds(
  { session, uri }: Project,
  dimensions: number,
  memory: vscode.Memento,
): Promise<void> {
  const unknown = bundledEmbeddings(dimensions, localize)
    .map(({ setting }) => setting)
    .filter((setting) => setting !== 'lexical' && !trialOf(memory, uri, setting));
  if (!session || unknown.length === 0) return;
  try {
    const { trials } = await session.tryEmbeddings(unknown, { speedOnly: true });
    const tried = trials.map((trial, i) => ({ trial, setting: unknown[i]! }));
    await rememberTrials(memory, uri, tried);
  } catch {
    // Optional: the pool may not be read yet, or the engine may be shutting down.
  }
}

function bundled(
  dimensions: number,
  now: EmbeddingSetting,
  tried: Tried,
): (Choice | vscode.QuickPickItem)[] {
  return [
    separator(localize('Comes with Marginalia')),
    ...bundledEmbeddings(dimensions, localize).map((known) => entryOf(known, now, tried)),
  ];
}

function fromTheHub(now: EmbeddingSetting, tried: Tried): (Choice | vscode.QuickPickItem)[] {
  return [
    separator(localize('Downloaded once from the hub')),
    ...hubEmbeddings(localize).map((known) => entryOf(known, now, tried)),
    {
      label: localize('Another model of the hub …'),
      detail: localize('By its id; it must have ONNX files for transformers.js.'),
      choose: askForHub,
    },
  ];
}

function ofOnesOwn(project: Project): (Choice | vscode.QuickPickItem)[] {
  return [
    separator(localize('Your own')),
    {
      label: localize('A folder with a model …'),
      detail: localize('With the files of transformers.js: config.json, tokenizer.json, onnx/….'),
      choose: () => askForFolder(project),
    },
    {
      label: localize('A model on a server …'),
      detail: localize('Ollama, llama.cpp, vLLM, TEI, LM Studio, or another with /v1/embeddings.'),
      choose: askForServer,
    },
    {
      label: localize('Vectors in a file …'),
      detail: localize('An .npy or .npz file of NumPy, by the rows of the pool or by their ids.'),
      choose: () => askForVectors(project),
    },
    {
      label: localize('Vectors in a field of the pool …'),
      detail: localize('A list of numbers in every row.'),
      choose: askForField,
    },
  ];
}

/** The result of an earlier comparison of this embedding on the project, formatted. */
type Tried = (setting: EmbeddingSetting) => string | undefined;

function entryOf(
  { name, setting, facts, about }: KnownEmbedding,
  now: EmbeddingSetting,
  tried: Tried,
): Choice {
  const known = tried(setting);
  const inUse = same(setting, now);
  return {
    label: inUse ? `$(check) ${name}` : name,
    description: inUse ? `${facts}, ${localize('in use')}` : facts,
    detail: known ? `${known} — ${about}` : about,
    choose: async () => setting,
  };
}

function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Asks for consent to the embedding's downloads and to sending texts to its servers. */
async function agreed(
  project: Project,
  setting: EmbeddingSetting,
  memory: vscode.Memento,
): Promise<boolean> {
  const download = setting === 'auto' ? undefined : downloadOf(setting, settings.modelHub());
  if (download && !(await agreeToDownload(project.name, download, memory))) return false;
  for (const { source } of blocksOf(setting)) {
    if (!source || !('server' in source)) continue;
    const origin = originOf(source.server);
    if (!(await agreeToServer(project, origin, memory))) return false;
    await rememberServer(memory, project.uri, origin);
  }
  return true;
}

async function askForHub(): Promise<EmbeddingSetting | undefined> {
  const id = await vscode.window.showInputBox({
    title: localize('Which model of the hub?'),
    placeHolder: 'Xenova/bge-base-en-v1.5',
    validateInput: (value) =>
      /^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(value.trim())
        ? undefined
        : localize('An id reads like “Xenova/bge-base-en-v1.5”.'),
  });
  return id === undefined ? undefined : ['lexical', { hub: id.trim() }];
}

async function askForFolder({ folder }: Project): Promise<EmbeddingSetting | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      defaultUri: folder,
      openLabel: localize('Use This Model'),
    })) ?? [];
  return picked && ['lexical', { folder: pathFrom(folder, picked) }];
}

async function askForServer(): Promise<EmbeddingSetting | undefined> {
  const server = await vscode.window.showInputBox({
    title: localize('Where is the server?'),
    prompt: localize('Its address before /embeddings'),
    value: 'http://127.0.0.1:11434/v1',
    validateInput: (value) => {
      const wrong = addressProblem(value.trim());
      return wrong && textOf(wrong, localize);
    },
  });
  if (server === undefined) return undefined;
  const model = await vscode.window.showInputBox({
    title: localize('Which of its models?'),
    placeHolder: 'nomic-embed-text',
    validateInput: (value) =>
      value.trim() === '' ? localize('The name that the server gives it.') : undefined,
  });
  if (model === undefined) return undefined;
  return ['lexical', { server: server.trim(), model: model.trim() }];
}

async function askForVectors({ folder }: Project): Promise<EmbeddingSetting | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      defaultUri: folder,
      filters: { NumPy: ['npy', 'npz'] },
      openLabel: localize('Use These Vectors'),
    })) ?? [];
  if (!picked) return undefined;
  const byRow = localize('By row');
  const by = await vscode.window.showQuickPick(
    [
      {
        label: byRow,
        detail: localize('Row i of the file belongs to row i of the pool, counting every row.'),
      },
      {
        label: localize('By id'),
        detail: localize('The ids are beside it in NAME.ids.txt, one a line.'),
      },
    ],
    { title: localize('How do vectors and records belong together?') },
  );
  if (!by) return undefined;
  const vectors = pathFrom(folder, picked);
  return ['lexical', { vectors, by: by.label === byRow ? 'row' : 'id' }];
}

async function askForField(): Promise<EmbeddingSetting | undefined> {
  const field = await vscode.window.showInputBox({
    title: localize('Which field holds the vectors?'),
    placeHolder: 'embedding',
  });
  return field ? ['lexical', { field }] : undefined;
}

/** A relative path for files below the project's folder, so that both can be moved together. */
function pathFrom(folder: vscode.Uri, { fsPath }: vscode.Uri): string {
  const path = relative(folder.fsPath, fsPath);
  return path.startsWith('..') || isAbsolute(path) ? fsPath : `./${path.replaceAll('\\', '/')}`;
}

function same(a: EmbeddingSetting, b: EmbeddingSetting): boolean {
  return a === b || JSON.stringify(blocksOf(a)) === JSON.stringify(blocksOf(b));
}
