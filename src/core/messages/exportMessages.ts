import type { NoParams } from './message.ts';

/** Why labels are not exported. */
export interface ExportMessages {
  'export.noLabels': NoParams;
  'export.ownFile': { readonly path: string };
  /** `why`: what the operating system says. */
  'export.cannotWrite': { readonly path: string; readonly why: string };
}
