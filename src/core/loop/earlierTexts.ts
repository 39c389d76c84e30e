import type { LanguageShare } from '../embed/languages.ts';
import type { Message } from '../messages/message.ts';
import { paramsOf } from '../messages/messages.ts';

/**
 * The English text that earlier versions stored for a closed notice. It is compared with stored values and
 * never displayed, so it must not follow later changes of the notice.
 */
export function textOfEarlierVersions(message: Message): string | undefined {
  if (typeof message === 'string') return message;
  const languages = paramsOf(message, 'opening.languages');
  if (languages) return languagesOfEarlier(languages.texts, languages.languages);
  const part = paramsOf(message, 'opening.part');
  if (part) {
    return `The pool is large: the model has embedded ${part.records} of ${part.of} records, and what is asked is chosen from these. That teaches about as much. “Embed All” has the others embedded behind your work.`;
  }
  const cut = paramsOf(message, 'opening.cut');
  if (!cut) return undefined;
  const share = Math.round(100 * cut.share);
  const words = Math.round((0.75 * cut.tokens) / 10) * 10;
  return `About ${share} % of the texts are longer than what ${cut.model} reads of each (${cut.tokens} tokens, some ${words} words). What follows counts only in lexical vectors, which read all of it.`;
}

function languagesOfEarlier(
  texts: 'withoutWords' | 'notEnglish' | 'several',
  languages: readonly LanguageShare[],
): string {
  const names = new Intl.DisplayNames(['en'], { type: 'language' });
  const nameOf = (code: string): string => (code === 'zxx' ? 'no words' : (names.of(code) ?? code));
  const shares = languages
    .map(({ code, share }) => `${nameOf(code)} ${Math.round(100 * share)} %`)
    .join(', ');
  switch (texts) {
    case 'withoutWords':
      return 'Most of the texts have no words, and the models that come with Marginalia read English. Lexical vectors serve, which tell signs apart.';
    case 'notEnglish':
      return `The texts are mostly not English (${shares}), and the models that come with Marginalia are for English. Lexical vectors serve; a multilingual model usually learns from fewer labels.`;
    case 'several':
      return `The texts are in several languages (${shares}), and the models that come with Marginalia are for English. Lexical vectors stand beside them for the others; a multilingual model usually learns from fewer labels.`;
  }
}
