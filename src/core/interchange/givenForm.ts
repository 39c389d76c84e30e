import type { PoolFormat } from '../pool/poolSpec.ts';

/** What is said of the form of a file of texts; what is left out is found from its content. */
export interface GivenForm extends Pick<
  PoolFormat,
  'encoding' | 'delimiter' | 'header' | 'quotes' | 'sheet'
> {
  /** Bytes that a compressed file may unpack to; by default 200 times its size, 4 GB at most. */
  readonly maxUnpacked?: number;
  /** Where the list of records stands in a JSON file: keys joined by dots. */
  readonly within?: string;
}

/** The parts of a format that are said. */
export function formatGiven({ maxUnpacked: _, within, ...form }: GivenForm): Partial<PoolFormat> {
  const { encoding, delimiter, header, quotes, sheet } = form;
  return {
    ...(encoding !== undefined && { encoding }),
    ...(delimiter !== undefined && { delimiter }),
    ...(header !== undefined && { header }),
    ...(quotes !== undefined && { quotes }),
    ...(sheet !== undefined && { sheet }),
    ...(within !== undefined && { kind: 'json', path: within }),
  };
}
