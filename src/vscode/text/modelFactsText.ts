import type { ModelFacts } from '../../core/embed/modelFacts.ts';
import type { Localize } from '../../core/localize.ts';

/** Models with more languages get only a count. */
const shownLanguages = 4;

/** "English, German; 384 dimensions; licence MIT; 135 MB"; includes which facts the hub does not state. */
export function formatModelFacts(
  { languages, dimensions, licence, size }: ModelFacts,
  localize: Localize,
): string {
  return [
    languages ? formatLanguages(languages, localize) : localize('languages not stated'),
    dimensions === undefined
      ? localize('dimensions not stated')
      : localize('{0} dimensions', dimensions),
    licence === undefined
      ? localize('licence not stated')
      : localize('licence {0}', formatLicence(licence)),
    size === undefined
      ? localize('size not stated')
      : localize('{0} MB', Math.max(1, Math.round(size / 1e6))),
  ].join('; ');
}

function formatLanguages(codes: readonly string[], localize: Localize): string {
  if (codes.includes('multilingual')) return localize('many languages');
  if (codes.length > shownLanguages) return localize('{0} languages', codes.length);
  // The translation of 'en' is the language code of the translated texts.
  const names = new Intl.DisplayNames([localize('en')], { type: 'language' });
  return codes.map((code) => names.of(code.replace('_', '-')) ?? code).join(', ');
}

/** The usual spelling of a licence such as `apache-2.0`; the hub's identifiers are in lower case. */
function formatLicence(licence: string): string {
  if (/^apache-/.test(licence)) return licence.replace('apache-', 'Apache ');
  return /^(mit|bsd|cc|gpl|lgpl|agpl)\b/.test(licence) ? licence.toUpperCase() : licence;
}
