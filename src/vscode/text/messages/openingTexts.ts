import type { Localize } from '../../../core/localize.ts';
import type { OpeningMessages } from '../../../core/messages/openingMessages.ts';
import type { Texts } from './texts.ts';

/** Unknown labels listed by name. */
const maxNamed = 5;

export const openingTexts: Texts<OpeningMessages> = {
  'opening.orphan': ({ answers, project }, localize) =>
    localize(
      'There are {0} answers of {1} for records of this pool, but its project file is missing. If it was renamed, take them over.',
      answers,
      project,
    ),
  'opening.poolChanged': ({ changed, missing }, localize) => {
    const parts = [
      changed > 0
        ? [localize('{0} answered records have a new text under the same id', changed)]
        : [],
      missing > 0 ? [localize('{0} answered records are no longer in the pool', missing)] : [],
    ];
    return localize(
      'The pool changed: {0}. Their answers are kept, but not trained on.',
      parts.flat().join(', '),
    );
  },
  'opening.labelsPassedOver': ({ taken, passed, unknown }, localize) => {
    const named = unknown.slice(0, maxNamed).map(({ label, count }) => `“${label}” ${count}`);
    if (unknown.length > maxNamed) named.push('…');
    const reasons: Readonly<Record<string, (count: number) => string>> = {
      unknown: (count) =>
        localize('{0} not among the project’s labels ({1})', count, named.join(', ')),
      conflicting: (count) => localize('{0} on texts with different labels', count),
      answered: (count) => localize('{0} on records answered before', count),
      several: (count) => localize('{0} in lists of several labels', count),
      rejected: (count) => localize('{0} rejected in Prodigy', count),
      separator: (count) => localize('{0} with the separator in a name', count),
      unreadable: (count) => localize('{0} that cannot be read as labels', count),
      withoutText: (count) => localize('{0} on rows without text', count),
      filteredOut: (count) => localize('{0} on rows that the filter leaves out', count),
    };
    const counts = Object.entries(reasons).map(
      ([why, words]) => [passed[why] ?? 0, words] as const,
    );
    const parts = counts.filter(([count]) => count > 0);
    return localize(
      'Labels of the file: {0} taken over · {1} left out: {2}',
      taken,
      parts.reduce((sum, [count]) => sum + count, 0),
      parts.map(([count, words]) => words(count)).join(', '),
    );
  },
  'opening.languages': ({ texts, languages }, localize) => {
    const shares = languages
      .map(({ code, share }) => `${languageName(code, localize)} ${Math.round(100 * share)} %`)
      .join(', ');
    switch (texts) {
      case 'withoutWords':
        return localize(
          'Most of the texts have no words, and the models that come with Marginalia read English. Lexical vectors are used, which compare characters.',
        );
      case 'notEnglish':
        return localize(
          'The texts are mostly not English ({0}), and the models that come with Marginalia are for English. Lexical vectors are used; a multilingual model usually learns from fewer labels.',
          shares,
        );
      case 'several':
        return localize(
          'The texts are in several languages ({0}), and the models that come with Marginalia are for English. Lexical vectors are added for the others; a multilingual model usually learns from fewer labels.',
          shares,
        );
    }
  },
  'opening.part': ({ records, of }, localize) =>
    localize(
      'The pool is large: the model has embedded {0} of {1} records, and records to ask are chosen from these. The model learns about as much from them. “Embed All” embeds the others in the background.',
      records,
      of,
    ),
  'opening.cut': ({ model, tokens, share }, localize) =>
    localize(
      'About {0} % of the texts are longer than {1} can read ({2} tokens, about {3} words). The rest counts only in lexical vectors, which read the whole text.',
      Math.round(100 * share),
      model,
      tokens,
      Math.round((0.75 * tokens) / 10) * 10,
    ),
};

/** The display name of a language in the language of the texts: "German". */
function languageName(code: string, localize: Localize): string {
  if (code === 'zxx') return localize('no words');
  // The translation of 'en' is the language code of the translated texts.
  return new Intl.DisplayNames([localize('en')], { type: 'language' }).of(code) ?? code;
}
