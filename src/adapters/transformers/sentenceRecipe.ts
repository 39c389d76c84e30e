import { message } from '../../core/messages/messages.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Pooling } from '../../core/modelFolder/exportedModel.ts';

/** How a model computes the vector of a text. */
export interface SentenceRecipe {
  readonly pooling?: Pooling;
  readonly wholeOnly?: boolean;
  /** Prepended to every text; usually empty. */
  readonly prefix: string;
  /** Maximum number of tokens per text. */
  readonly maxTokens?: number;
}

/** Flags of `1_Pooling/config.json`. The square root of the length cancels in the normalisation. */
const modes: Readonly<Record<string, Pooling>> = {
  pooling_mode_cls_token: 'cls',
  pooling_mode_mean_tokens: 'mean',
  pooling_mode_mean_sqrt_len_tokens: 'mean',
  pooling_mode_max_tokens: 'max',
  pooling_mode_lasttoken: 'last',
  pooling_mode_weightedmean_tokens: 'weighted mean',
};

/** The same modes by name, as in later versions. */
const modeNames: Readonly<Record<string, Pooling>> = {
  cls: 'cls',
  mean: 'mean',
  mean_sqrt_len_tokens: 'mean',
  max: 'max',
  lasttoken: 'last',
  weightedmean: 'weighted mean',
};

/**
 * Reads the files that sentence-transformers keeps beside a model, if present.
 * @see https://sbert.net/docs/sentence_transformer/usage/custom_models.html
 * @param model its name, which identifies families that need a prefix without stating it in a file
 * @throws UserError if a file is not JSON, or requires an unsupported feature.
 */
export async function readRecipe(folder: string, model: string): Promise<SentenceRecipe> {
  const read = (file: string): Promise<unknown> => readJson(join(folder, file), file, model);
  const pooling = poolingOf(await read('1_Pooling/config.json'), model);
  const maxTokens = (objectOf(await read('sentence_bert_config.json')) ?? {})['max_seq_length'];
  return {
    ...(pooling && { pooling }),
    ...(hasLayers(await read('modules.json')) && { wholeOnly: true }),
    prefix: prefixOf(await read('config_sentence_transformers.json')) ?? knownPrefix(model),
    ...(typeof maxTokens === 'number' && maxTokens >= 3 && { maxTokens: Math.floor(maxTokens) }),
  };
}

function poolingOf(config: unknown, model: string): Pooling | undefined {
  const settings = objectOf(config);
  if (!settings) return undefined;
  const name = settings['pooling_mode'];
  const known = typeof name === 'string' ? modeNames[name] : undefined;
  if (known) return known;
  const chosen = Object.keys(settings).filter(
    (key) => key.startsWith('pooling_mode_') && settings[key] === true,
  );
  const [first] = chosen;
  const pooling = first === undefined ? undefined : modes[first];
  if (chosen.length === 1 && pooling) return pooling;
  const asked = chosen.length === 0 && typeof name === 'string' ? [name] : chosen;
  throw new UserError(message('model.unsupportedPooling', { model, asked }));
}

/** Whether the pooling is followed by anything but normalisation. */
function hasLayers(modules: unknown): boolean {
  if (!Array.isArray(modules)) return false;
  return modules.some((module: unknown) => {
    const type = objectOf(module)?.['type'];
    return (
      typeof type === 'string' && !/\.(Transformer|Pooling|Normalize|MLMTransformer)$/.test(type)
    );
  });
}

/** The default prompt, or the one for classification. */
function prefixOf(config: unknown): string | undefined {
  const settings = objectOf(config);
  const prompts = objectOf(settings?.['prompts']);
  if (!prompts) return undefined;
  const usual = settings?.['default_prompt_name'];
  const name =
    typeof usual === 'string'
      ? usual
      : Object.keys(prompts).find((key) => key.toLowerCase() === 'classification');
  const prompt = name === undefined ? undefined : prompts[name];
  return typeof prompt === 'string' ? prompt : undefined;
}

/**
 * E5 expects "query: " before texts that are compared or classified (Wang et al. 2022, arXiv
 * 2212.03533).
 */
function knownPrefix(model: string): string {
  return /(^|[\\/_-])e5-(small|base|large)(?!.*instruct)/i.test(model) ? 'query: ' : '';
}

async function readJson(path: string, file: string, model: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const reason = String(error);
    throw new UserError(message('model.unreadableFile', { model, file, reason }));
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UserError(message('model.noJson', { model, file }));
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
