import type { EmbeddingSetting } from '../../core/embed/blocks.ts';
import type { Localize } from '../localize.ts';

/** An embedding that can be chosen by its name, with what people want to know of it. */
export interface KnownEmbedding {
  readonly name: string;
  readonly setting: EmbeddingSetting;
  /** Languages, dimensions, licence. */
  readonly facts: string;
  readonly about: string;
}

/** What comes with the product: no download, nothing leaves this machine. */
export function bundledEmbeddings(dimensions: number, l10n: Localize): KnownEmbedding[] {
  return [
    {
      name: 'auto',
      setting: 'auto',
      facts: l10n.t('English; {0} dimensions; MIT', `${dimensions} + 384`),
      about: l10n.t(
        'Begins on lexical and static vectors, in seconds, and goes over to lexical and bge-small-en-v1.5; texts in other languages stay on lexical ones.',
      ),
    },
    {
      name: 'lexical + bge-small-en-v1.5',
      setting: ['lexical', 'bge-small-en-v1.5'],
      facts: l10n.t('English; {0} dimensions; MIT', `${dimensions} + 384`),
      about: l10n.t(
        'The same without a look at the language: a sentence model of 35 MB that comes along.',
      ),
    },
    {
      name: 'lexical + static',
      setting: ['lexical', 'static'],
      facts: l10n.t('English; {0} dimensions; MIT', `${dimensions} + 128`),
      about: l10n.t(
        'A table of word pieces made from that model: many times as quick, and less exact.',
      ),
    },
    {
      name: 'lexical',
      setting: 'lexical',
      facts: l10n.t('any language; {0} dimensions', dimensions),
      about: l10n.t('Words and parts of words, learnt from your own texts alone.'),
    },
  ];
}

/** Models of the hub that are known to work; each is downloaded once, after a question. */
export function hubEmbeddings(l10n: Localize): KnownEmbedding[] {
  const hub = (id: string, facts: string, about: string): KnownEmbedding => ({
    name: `lexical + ${id}`,
    setting: ['lexical', { hub: id }],
    facts,
    about,
  });
  return [
    hub(
      multilingualModel,
      l10n.t('about 100 languages; {0} dimensions; MIT', 384),
      l10n.t('The one to take for texts that are not English, or in several languages (135 MB).'),
    ),
    hub(
      'Xenova/paraphrase-multilingual-MiniLM-L12-v2',
      l10n.t('about 50 languages; {0} dimensions; Apache 2.0', 384),
      l10n.t('For short texts: sentences of the same meaning lie close together (135 MB).'),
    ),
    hub(
      'Xenova/all-MiniLM-L6-v2',
      l10n.t('English; {0} dimensions; Apache 2.0', 384),
      l10n.t('Small and quick; mostly behind bge-small-en-v1.5 (25 MB).'),
    ),
  ];
}

/** What is proposed where the pool is not English. */
export const multilingualModel = 'Xenova/multilingual-e5-small';
