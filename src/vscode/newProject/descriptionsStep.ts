import { withVisibleCharacters } from './alike.ts';
import { pickOne, typeLine, type Step } from './wizard.ts';
import { localize } from '../windowLanguage.ts';

interface Described {
  readonly labels: readonly string[];
  /** By label; labels without a description are absent. */
  readonly descriptions: ReadonlyMap<string, string>;
}

/** One list for all labels, which Enter skips, because descriptions are optional. */
export const descriptionsQuestion: Step<Described> = {
  ask: async ({ labels, descriptions }, place) => {
    const written = new Map([...descriptions].filter(([name]) => labels.includes(name)));
    for (;;) {
      const continueItem = {
        label: `$(arrow-right) ${localize('Go On')}`,
        description:
          written.size === 0
            ? localize('Without descriptions: they can be written at any time')
            : localize('{0} of {1} labels are described', written.size, labels.length),
        name: undefined,
      };
      const outcome = await pickOne(
        [
          continueItem,
          ...labels.map((name) => ({
            label: withVisibleCharacters(name),
            description: written.get(name) ?? '',
            name,
          })),
        ],
        localize(
          'Describe labels, if you like: the model can then suggest them before the first answer',
        ),
        place,
      );
      if (outcome === undefined || outcome === 'back') return outcome;
      const { name } = outcome.value;
      if (name === undefined) return { value: { descriptions: written } };
      const line = await typeLine(
        written.get(name) ?? '',
        localize('When is “{0}” right? One line, as you would tell a new colleague.', name),
        localize('Money or goods to be returned'),
        () => undefined,
        { ...place, canGoBack: true },
      );
      // Cancelling the input returns to the list.
      if (line === undefined || line === 'back') continue;
      const description = line.value.trim();
      if (description === '') written.delete(name);
      else written.set(name, description);
    }
  },
};
