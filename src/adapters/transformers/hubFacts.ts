import { textWithin } from '../../core/textWithin.ts';
import type { ModelFacts } from '../../core/embed/modelFacts.ts';
import { CancelledError, UserError } from '../../core/errors.ts';
import type { Message } from '../../core/messages/message.ts';
import { message } from '../../core/messages/messages.ts';
import { askHub } from './askHub.ts';
import { FileNotOnHub, causeOf, statusError } from './downloadModel.ts';
import { modelFiles, sentenceFiles } from './modelFiles.ts';

export interface ModelFactsOptions {
  readonly hubId: string;
  readonly remoteHost: string;
  /** Milliseconds until a request without a complete response fails. Default 20,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Maximum bytes of a response: the file list of a large repository is some 100 kB. */
const maxResponseLength = 4 * 2 ** 20;

type Json = Readonly<Record<string, unknown>>;

/**
 * Requests a model's metadata from a hub before the download: its card from the hub's API,
 * `/api/models/{model}`, which mirrors may lack, and its `config.json`. Follows no redirect to
 * another host.
 * @returns with `problem` if a response is missing or unusable
 * @throws UserError if the hub lacks the model, or the model lacks a required file; CancelledError.
 */
export async function modelFacts(options: ModelFactsOptions): Promise<ModelFacts> {
  const { hubId, remoteHost } = options;
  const base = remoteHost.endsWith('/') ? remoteHost : `${remoteHost}/`;
  const card = await fetchJson(new URL(`api/models/${hubId}?blobs=true`, base), options);
  const file = 'config.json';
  const config = await fetchJson(new URL(`${hubId}/resolve/main/${file}`, base), options, file);
  const problem = card.problem ?? config.problem;
  return {
    ...(card.json && factsOfCard(card.json, options)),
    ...(config.json && dimensionsOf(config.json)),
    ...(problem && { problem }),
  };
}

type HubJson = { readonly json?: Json; readonly problem?: Message };

/** @param file that a model must have; undefined for the card, which a mirror may lack */
async function fetchJson(url: URL, options: ModelFactsOptions, file?: string): Promise<HubJson> {
  const { hubId: model, timeoutMs = 20_000, signal } = options;
  const { host } = url;
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const failed = (reason: Message): HubJson => ({
    problem: message('facts.failed', { host, model, reason }),
  });
  try {
    const { response } = await askHub(url, either, { onlyHere: true });
    const { status } = response;
    if (!response.ok) {
      await response.body?.cancel();
      if (status === 401 || status === 403) throw statusError(status, '', options);
      if (status !== 404) return failed(message('facts.status', { status }));
      if (file !== undefined) throw statusError(status, file, options);
      return {};
    }
    const text = await textWithin(response.body ?? [], maxResponseLength);
    if (text === undefined) return failed(message('facts.endless', {}));
    const json: unknown = JSON.parse(text);
    return isObject(json) ? { json } : failed(message('facts.noJson', {}));
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    if (error instanceof FileNotOnHub) throw error;
    if (timeout.aborted) return failed(message('facts.slow', { seconds: timeoutMs / 1000 }));
    if (error instanceof SyntaxError) return failed(message('facts.noJson', {}));
    return error instanceof UserError ? { problem: error.problem } : failed(causeOf(error));
  }
}

/** @throws UserError if the card lists the model's files, but not a required one */
function factsOfCard({ cardData, tags, siblings }: Json, options: ModelFactsOptions): ModelFacts {
  const card = isObject(cardData) ? cardData : {};
  const languages = textsOf(card['language']).filter((code) =>
    /^([a-z]{2,3}([-_]([a-z]{2}|[a-z]{4}))?|multilingual)$/i.test(code),
  );
  const tagged = textsOf(tags).find((tag) => tag.startsWith('license:'));
  const [stated = tagged?.slice('license:'.length)] = textsOf(card['license']);
  const [named] = textsOf(card['license_name']);
  const licence = stated === 'other' ? (named ?? stated) : stated;
  const size = sizeOf(siblings, options);
  return {
    ...(languages.length > 0 && { languages: [...new Set(languages)] }),
    ...(licence !== undefined && /^[\w .()+-]{1,60}$/.test(licence) && { licence }),
    ...(size !== undefined && { size }),
  };
}

/** Bytes of the files that would be downloaded; undefined if the card does not say. */
function sizeOf(siblings: unknown, options: ModelFactsOptions): number | undefined {
  if (!Array.isArray(siblings) || siblings.length === 0) return undefined;
  const sizes = new Map<string, unknown>();
  for (const sibling of siblings as unknown[]) {
    const { rfilename, size } = isObject(sibling) ? sibling : {};
    if (typeof rfilename === 'string') sizes.set(rfilename, size);
  }
  const needed = modelFiles('q8');
  const absent = needed.find((file) => !sizes.has(file));
  if (absent !== undefined) throw statusError(404, absent, options);
  const optional = sentenceFiles.filter((file) => sizes.has(file));
  const bytes = [...needed, ...optional].map((file) => sizes.get(file));
  if (!bytes.every((size) => typeof size === 'number' && size >= 0)) return undefined;
  return (bytes as number[]).reduce((sum, size) => sum + size, 0);
}

/** Keys of the token vectors' width in the configurations of encoders. */
const widths = ['hidden_size', 'dim', 'd_model', 'n_embd'];

function dimensionsOf(config: Json): Pick<ModelFacts, 'dimensions'> {
  const found = widths.map((name) => config[name]).find((width) => width !== undefined);
  const isWidth = Number.isInteger(found) && Number(found) > 0 && Number(found) <= 65_536;
  return isWidth ? { dimensions: Number(found) } : {};
}

/** A string, or the strings in a list. */
function textsOf(value: unknown): readonly string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((language) => typeof language === 'string');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
