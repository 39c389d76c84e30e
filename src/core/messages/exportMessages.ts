import type { NoParams } from './message.ts';

/** Reasons why labels are not exported. */
export interface ExportMessages {
  'export.noLabels': NoParams;
  'export.ownFile': { readonly path: string };
  /** `why`: the operating system's message. */
  'export.cannotWrite': { readonly path: string; readonly why: string };
}
