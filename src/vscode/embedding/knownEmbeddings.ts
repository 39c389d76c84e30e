import type { EmbeddingSetting } from '../../core/embed/blocks.ts';
import type { Localize } from '../../core/localize.ts';

/** An embedding that can be chosen by name, with its key facts. */
export interface KnownEmbedding {
  readonly name: string;
  readonly setting: EmbeddingSetting;
  /** Languages, dimensions, licence. */
  readonly facts: string;
  readonly about: string;
}

/** The bundled embeddings: no download, and nothing leaves this machine. */
export function bundledEmbeddings(dimensions: number, localize: Localize): KnownEmbedding[] {
  return [
    {
      name: 'auto',
      setting: 'auto',
      facts: localize('English; {0} dimensions; MIT', `${dimensions} + 384`),
      about: localize(
        'Starts with lexical and static vectors, in seconds, and switches to lexical and bge-small-en-v1.5; texts in other languages keep lexical ones.',
      ),
    },
    {
      name: 'lexical + bge-small-en-v1.5',
      setting: ['lexical', 'bge-small-en-v1.5'],
      facts: localize('English; {0} dimensions; MIT', `${dimensions} + 384`),
      about: localize(
        'The same regardless of the language: the sentence model that comes with Marginalia (35 MB).',
      ),
    },
    {
      name: 'lexical + static',
      setting: ['lexical', 'static'],
      facts: localize('English; {0} dimensions; MIT', `${dimensions} + 128`),
      about: localize(
        'A table of word pieces made from that model: many times as quick, and less exact.',
      ),
    },
    {
      name: 'lexical',
      setting: 'lexical',
      facts: localize('any language; {0} dimensions', dimensions),
      about: localize('Words and parts of words, learnt from your own texts alone.'),
    },
  ];
}

/** Models of the hub that are known to work; each is downloaded once, after consent. */
export function hubEmbeddings(localize: Localize): KnownEmbedding[] {
  const hub = (id: string, facts: string, about: string): KnownEmbedding => ({
    name: `lexical + ${id}`,
    setting: ['lexical', { hub: id }],
    facts,
    about,
  });
  return [
    hub(
      multilingualModel,
      localize('about 100 languages; {0} dimensions; MIT', 384),
      localize('For texts that are not English, or in several languages (135 MB).'),
    ),
    hub(
      'Xenova/paraphrase-multilingual-MiniLM-L12-v2',
      localize('about 50 languages; {0} dimensions; Apache 2.0', 384),
      localize('For short texts: sentences of the same meaning lie close together (135 MB).'),
    ),
    hub(
      'Xenova/all-MiniLM-L6-v2',
      localize('English; {0} dimensions; Apache 2.0', 384),
      localize('Small and quick; mostly behind bge-small-en-v1.5 (25 MB).'),
    ),
  ];
}

/** The default proposal for pools that are not in English. */
const multilingualModel = 'Xenova/multilingual-e5-small';
