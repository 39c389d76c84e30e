import type { PoolFormat } from '../pool/poolSpec.ts';

/** The user's settings for reading a file of texts; those omitted are detected from its content. */
export interface FormatOverrides extends Pick<
  PoolFormat,
  'encoding' | 'delimiter' | 'header' | 'quotes' | 'quote' | 'missing' | 'sheet'
> {
  /**
   * Maximum unpacked size of a compressed file, in bytes; default 200 times its size, at most 4 GB.
   */
  readonly maxUnpacked?: number;
  /** Path to the list of records in a JSON file: keys joined by dots. */
  readonly within?: string;
}

/** The parts of a pool format that are given. */
export function overriddenFormat({
  maxUnpacked: _,
  within,
  ...form
}: FormatOverrides): Partial<PoolFormat> {
  const { encoding, delimiter, header, quotes, quote, missing, sheet } = form;
  return {
    ...(encoding !== undefined && { encoding }),
    ...(delimiter !== undefined && { delimiter }),
    ...(header !== undefined && { header }),
    ...(quotes !== undefined && { quotes }),
    ...(quote !== undefined && { quote }),
    ...(missing !== undefined && { missing }),
    ...(sheet !== undefined && { sheet }),
    ...(within !== undefined && { kind: 'json', path: within }),
  };
}
