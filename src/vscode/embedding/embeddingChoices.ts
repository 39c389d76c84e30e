import * as vscode from 'vscode';
import { sameEmbedding, type EmbeddingSetting } from '../../core/embed/blocks.ts';
import { localize } from '../windowLanguage.ts';
import {
  askForField,
  askForFolder,
  askForHub,
  askForServer,
  askForVectors,
} from './askForEmbedding.ts';
import { bundledEmbeddings, hubEmbeddings, type KnownEmbedding } from './knownEmbeddings.ts';
import { formatTrial, trialOf } from './trials.ts';

/** An entry of the pickers that choose or compare embeddings. */
export interface EmbeddingChoice extends vscode.QuickPickItem {
  /** Undefined if `choose` asks which model it is. */
  readonly known?: KnownEmbedding;
  /** Asks for missing details; undefined if the user cancels. */
  readonly choose: () => Promise<EmbeddingSetting | undefined>;
}

/** An entry, or a separator. */
export type ChoiceItem = EmbeddingChoice | vscode.QuickPickItem;

/**
 * The embeddings that a project can use: those that come with Marginalia, and in a trusted folder
 * also those of the hub and the user's own.
 */
export function embeddingChoices(
  project: { readonly uri: vscode.Uri; readonly folder: vscode.Uri },
  { dimensions, now, memory }: CurrentEmbedding & { readonly memory: vscode.Memento },
): ChoiceItem[] {
  const entry = (known: KnownEmbedding): EmbeddingChoice => {
    const { name, setting, facts, about } = known;
    const trial = trialOf(memory, project.uri, setting, now);
    const trialText = trial && formatTrial(trial, localize);
    const inUse = sameEmbedding(setting, now);
    return {
      known,
      label: inUse ? `$(check) ${name}` : name,
      description: inUse ? `${facts}, ${localize('in use')}` : facts,
      detail: trialText ? `${trialText} — ${about}` : about,
      choose: async () => setting,
    };
  };
  const bundled = [
    separator(localize('Comes with Marginalia')),
    ...bundledEmbeddings(dimensions, localize).map(entry),
  ];
  if (!vscode.workspace.isTrusted) return bundled;
  return [
    ...bundled,
    separator(localize('Downloaded once from the hub')),
    ...hubEmbeddings(localize).map(entry),
    {
      label: localize('Another model of the hub …'),
      detail: localize('By its id; it must have ONNX files for transformers.js.'),
      choose: askForHub,
    },
    ...ofOnesOwn(project.folder),
  ];
}

/** The embedding in use, and the dimensions of lexical vectors. */
interface CurrentEmbedding {
  readonly dimensions: number;
  readonly now: EmbeddingSetting;
}

function ofOnesOwn(folder: vscode.Uri): ChoiceItem[] {
  return [
    separator(localize('Your own')),
    {
      label: localize('A folder with a model …'),
      detail: localize('With the files of transformers.js: config.json, tokenizer.json, onnx/….'),
      choose: () => askForFolder(folder),
    },
    {
      label: localize('A model on a server …'),
      detail: localize('Ollama, llama.cpp, vLLM, TEI, LM Studio, or another with /v1/embeddings.'),
      choose: askForServer,
    },
    {
      label: localize('Vectors in a file …'),
      detail: localize('An .npy or .npz file of NumPy, by the rows of the pool or by their ids.'),
      choose: () => askForVectors(folder),
    },
    {
      label: localize('Vectors in a field of the pool …'),
      detail: localize('A list of numbers in every row.'),
      choose: askForField,
    },
  ];
}

function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
