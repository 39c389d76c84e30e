import type { Delimiter } from '../../../core/pool/poolSpec.ts';
import type { Localize } from '../../../core/localize.ts';

export function delimiterName(delimiter: Delimiter, localize: Localize): string {
  const names: Readonly<Record<Delimiter, string>> = {
    ',': localize('commas'),
    ';': localize('semicolons'),
    '\t': localize('tabs'),
    '|': localize('vertical bars'),
    '^': localize('carets'),
    '~': localize('tildes'),
  };
  return names[delimiter];
}
