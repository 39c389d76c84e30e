import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { message } from '../core/messages/messages.ts';
import type { InputFile } from '../core/predict/predictRequest.ts';
import type { PredictSummary } from '../core/predict/predictSummary.ts';
import type { OnProgress } from '../core/progress.ts';
import { isFolder, predictRecords } from '../host/predictRecords.ts';
import { filesInUse } from '../host/poolFiles.ts';
import { readProjectFile, requireValidProject } from '../host/readProjectFile.ts';
import type { Streams } from './convertFile.ts';
import { requireFreeOutput } from './requireFreeOutput.ts';
import type { PredictArguments } from './predictArguments.ts';
import { spool, standardInput } from './spoolInput.ts';
import { textFiles } from '../host/namedFiles.ts';
import { writeFile } from '../host/writeFile.ts';
import { writeTo } from './writeToStdout.ts';

/**
 * Writes the predictions of a project's model or a model folder. The file gets its final name only when
 * complete.
 * @throws NotYetError if nothing is trained; UserError if something cannot be read or written; CancelledError
 */
export async function predictFile(
  args: PredictArguments,
  { stdin, stdout, signal, onProgress }: Streams & { readonly onProgress: OnProgress },
): Promise<PredictSummary> {
  const { path, out, models, input, to, onlyUnlabelled, texts, exact, threshold, round } = args;
  if (!existsSync(path) && !path.endsWith('.json')) {
    throw new UserError(message('predict.noSuchPath', { path }));
  }
  const files = input === undefined || input === '-' ? [] : await textFiles(input);
  const tempFolder = await mkdtemp(join(tmpdir(), 'marginalia-stdin-'));
  try {
    if (out !== '-') await requireFree(args, files);
    const spooled = join(tempFolder, 'stdin');
    if (input === '-') await spool(stdin, spooled, signal);
    const request = {
      path,
      ...(input !== undefined && { input: inputFile(args, files, spooled) }),
      to,
      onlyUnlabelled,
      texts,
      exact,
      ...(threshold !== undefined && { threshold }),
      ...(round !== undefined && { round }),
      modelsDir: resolve(models),
      trusted: true,
    };
    return await predictRecords(request, { signal, onProgress }, (content) =>
      out === '-' ? writeTo(stdout, content) : writeFile(out, content),
    );
  } finally {
    await rm(tempFolder, { recursive: true, force: true });
  }
}

function inputFile(
  { from, form, textField }: PredictArguments,
  [file, ...more]: readonly string[],
  spooled: string,
): InputFile {
  return {
    ...(file === undefined
      ? { location: spooled, name: standardInput }
      : { location: file, name: basename(file) }),
    ...(more.length > 0 && { more }),
    ...(from && { from }),
    ...form,
    ...(textField !== undefined && { textField }),
  };
}

/** @throws UserError if the file exists already, is the input, or belongs to a project */
async function requireFree(
  { path, out, force }: PredictArguments,
  inputs: readonly string[],
): Promise<void> {
  const projectFiles = (await isFolder(path)) ? [] : await projectFilesOf(path);
  await requireFreeOutput(out, [...projectFiles, ...inputs], force);
}

async function projectFilesOf(path: string): Promise<string[]> {
  const project = await readProjectFile(path);
  return filesInUse(requireValidProject(project), project.folder);
}
