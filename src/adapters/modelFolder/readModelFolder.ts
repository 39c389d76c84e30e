import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { message } from '../../core/messages/messages.ts';
import type { ExportedModel } from '../../core/modelFolder/exportedModel.ts';
import { modelFiles, readStoredModel } from '../../core/modelFolder/modelConfig.ts';
import { onnxFormat } from '../../core/onnxGraph/onnxConfig.ts';
import { readSafetensors, type Tensors } from '../../core/modelFolder/safetensors.ts';

/**
 * Reads the model in an exported folder.
 * @throws UserError if the folder holds no model, or a part is missing or damaged
 */
export async function readModelFolder(folder: string): Promise<ExportedModel> {
  const config = await configOf(folder);
  if (config['format'] === onnxFormat.format) {
    throw new UserError(message('onnx.notFolder', { path: folder }));
  }
  const tensors = tensorsIn(await bytesOf(folder, modelFiles.tensors));
  const hasPieces = (config['blocks'] as readonly { kind?: unknown }[] | undefined)?.some(
    ({ kind }) => kind === 'static',
  );
  const pieces = hasPieces
    ? new TextDecoder().decode(await bytesOf(folder, modelFiles.vocabulary)).split('\n')
    : [];
  return readStoredModel({ config, tensors, pieces }, (name) => join(folder, name));
}

async function configOf(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(join(folder, modelFiles.config), 'utf8').catch((error: unknown) => {
    throw new UserError(message('modelFolder.noModel', { path: folder }), { cause: error });
  });
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config === 'object' && config !== null) return config as Record<string, unknown>;
  } catch {
    // Reported below.
  }
  throw new UserError(message('modelFolder.damaged', { part: modelFiles.config }));
}

async function bytesOf(folder: string, name: string): Promise<Uint8Array> {
  return readFile(join(folder, name)).catch((error: unknown) => {
    throw new UserError(message('modelFolder.damaged', { part: name }), { cause: error });
  });
}

function tensorsIn(bytes: Uint8Array): Tensors {
  try {
    return readSafetensors(bytes);
  } catch (error) {
    throw new UserError(message('modelFolder.damaged', { part: modelFiles.tensors }), {
      cause: error,
    });
  }
}
