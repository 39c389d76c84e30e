import { message } from '../core/messages/messages.ts';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { blocksOf, reservedEmbeddings, type EmbeddingBlock } from '../core/embed/blocks.ts';
import type { DescribedLabel } from '../core/embed/labelText.ts';
import { UserError } from '../core/errors.ts';
import type { ClassWeight } from '../core/heads/classWeights.ts';
import { nameOfLabelField, type LabelField } from '../core/projectFile/labelField.ts';
import { poolFilesOf } from '../host/poolFiles.ts';
import { parseProjectFile } from '../core/projectFile/parseProjectFile.ts';
import type { ProjectFile, StartName } from '../core/projectFile/projectFile.ts';
import type { StrategySettings } from '../core/query/parseStrategy.ts';
import { startPhaseLength } from '../core/query/startPhase.ts';
import type { RecordFiles } from './recordFiles.ts';
import { autoBlocks } from './simulationEmbedder.ts';

/** The settings of a project used by a simulation. */
export interface SimulatedProject {
  readonly task: ProjectFile['task'];
  readonly decide: ProjectFile['decide'];
  readonly pool: Omit<RecordFiles, 'labelField'> & { readonly labelField?: string };
  readonly labels: readonly DescribedLabel[];
  readonly embedding: readonly EmbeddingBlock[];
  readonly dimensions: number;
  readonly strategy: Omit<StrategySettings, 'target'>;
  /** The label that `exploit` searches for. */
  readonly target?: string;
  readonly start: StartName;
  /** The maximum length of its start phase. */
  readonly initial: number;
  readonly batch: number;
  readonly c: number | 'auto';
  /** s of the label prior; default auto if vectors and labels allow it. */
  readonly prior?: 'off' | number;
  readonly classWeight: ClassWeight;
  readonly holdout: ProjectFile['holdout'];
}

/**
 * Reads a project for a simulation, ignoring its answers.
 * @param path of `NAME.marginalia.json`
 * @throws UserError if it is unreadable or invalid, or trains a head that simulations do not
 * support
 */
export async function readSimulatedProject(path: string): Promise<SimulatedProject> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UserError(message('simulate.projectNotRead', { path }));
  });
  const { project, problems } = parseProjectFile(text);
  if (!project) {
    const first = problems.find(({ severity }) => severity === 'error')!;
    const line = text.slice(0, first.offset).split('\n').length;
    throw new UserError(message('simulate.projectMistake', { path, line, why: first.message }));
  }
  const { head, labels, query, labelField, task, decide } = project;
  if (head.kind !== 'logistic') {
    throw new UserError(message('simulate.otherHead', { file: basename(path), head: head.kind }));
  }
  const { start, batch, refitEvery: _, target, ...strategy } = query;
  const files = await poolFilesOf(project, dirname(path));
  const resolvePath = (relative: string): string => resolve(dirname(path), relative);
  return {
    task,
    decide,
    pool: {
      files: files.map((file) => ({ path: resolvePath(file.path), format: file.format ?? {} })),
      textFields: project.text,
      ...(labelField && labelsIn(labelField, task)),
      ...(project.filter.length > 0 && { filter: project.filter }),
    },
    labels: labels.map(({ name, description }) => ({ name, ...(description && { description }) })),
    embedding:
      project.embedding === 'auto' ? autoBlocks : blocksOf(project.embedding).map(resolveBlock),
    dimensions: project.dimensions,
    strategy,
    ...(target !== undefined && { target }),
    start,
    initial: startPhaseLength(labels.length),
    batch,
    c: head.C,
    ...(project.prior !== 'auto' && { prior: project.prior === 0 ? 'off' : project.prior }),
    classWeight: head.classWeight,
    holdout: project.holdout,
  };

  /** Resolves a folder or a file of vectors relative to the project file. */
  function resolveBlock(block: EmbeddingBlock): EmbeddingBlock {
    const { source } = block;
    if (source && 'vectors' in source) {
      return { ...block, source: { ...source, vectors: resolvePath(source.vectors) } };
    }
    const isFolder = !reservedEmbeddings.includes(block.use) && /^[.]{0,2}[\\/]/.test(block.use);
    return isFolder ? { ...block, use: resolvePath(block.use) } : block;
  }
}

function labelsIn(
  labelField: LabelField,
  task: ProjectFile['task'],
): Pick<RecordFiles, 'labelField' | 'labelNames' | 'multiLabel'> {
  const name = nameOfLabelField(labelField);
  const empty = labelField.empty && { empty: labelField.empty };
  if ('columns' in labelField) {
    return { labelField: name, multiLabel: { ...empty, columns: labelField.columns } };
  }
  const { map, separator } = labelField;
  return {
    labelField: name,
    ...(map && { labelNames: new Map(Object.entries(map)) }),
    ...(task === 'multi' && { multiLabel: { ...empty, ...(separator && { separator }) } }),
  };
}
