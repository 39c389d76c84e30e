import type { Loss } from '../../../core/interchange/formats/loss.ts';
import type { Localize } from '../../../core/localize.ts';

/** "9 skips" */
export function lossText(what: Loss, count: number, localize: Localize): string {
  const isSingular = count === 1;
  switch (what) {
    case 'id':
      return isSingular ? localize('1 id') : localize('{0} ids', count);
    case 'skipped':
      return isSingular ? localize('1 skip') : localize('{0} skips', count);
    case 'flagged':
      return isSingular ? localize('1 flag') : localize('{0} flags', count);
    case 'note':
      return isSingular ? localize('1 note') : localize('{0} notes', count);
    case 'annotator':
      return isSingular ? localize('1 annotator') : localize('{0} annotators', count);
    case 'time':
      return isSingular ? localize('1 time') : localize('{0} times', count);
    case 'context':
      return isSingular
        ? localize('other fields of 1 row')
        : localize('other fields of {0} rows', count);
    case 'origin':
      return isSingular
        ? localize('1 suggestion or reason to ask')
        : localize('{0} suggestions or reasons to ask', count);
    case 'holdout':
      return isSingular
        ? localize('the mark of 1 row of the hold-out')
        : localize('the marks of {0} rows of the hold-out', count);
    case 'noAnswer':
      return isSingular
        ? localize('1 row without an answer')
        : localize('{0} rows without an answer', count);
    case 'unjudged':
      return isSingular
        ? localize('1 answer that leaves labels open')
        : localize('{0} answers that leave labels open', count);
    case 'none':
      return isSingular ? localize('1 “none of these”') : localize('{0} “none of these”', count);
    case 'unusedLabel':
      return isSingular
        ? localize('1 label that applies to no row')
        : localize('{0} labels that apply to no row', count);
    case 'overlap':
      return isSingular
        ? localize('1 span that overlaps another')
        : localize('{0} spans that overlap others', count);
    case 'adjacent':
      return isSingular
        ? localize('1 border between spans of one label')
        : localize('{0} borders between spans of one label', count);
    case 'spanBlanks':
      return isSingular
        ? localize('blanks at the ends of 1 span')
        : localize('blanks at the ends of {0} spans', count);
    case 'whiteSpace':
      return isSingular
        ? localize('white space of 1 text')
        : localize('white space of {0} texts', count);
    case 'labelNames':
      return isSingular
        ? localize('the spelling of 1 label')
        : localize('the spelling of {0} labels', count);
    case 'reservedWord':
      return isSingular
        ? localize('1 text with a word that is a mark')
        : localize('{0} texts with a word that is a mark', count);
    case 'repeatedText':
      return isSingular
        ? localize('1 answer to a text that has one')
        : localize('{0} answers to texts that have one', count);
  }
}
