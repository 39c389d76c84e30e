import type { NoParams } from './message.ts';

/** Reasons why labels are not exported. */
export interface ExportMessages {
  'export.noLabels': NoParams;
  /** No record of the hold-out is labelled. */
  'export.noHoldout': NoParams;
  'export.written': { readonly rows: number; readonly answers: number };
  /** `answers`: exported answers to the hold-out; `counted`: those that metrics are based on. */
  'export.holdoutCounted': { readonly counted: number; readonly answers: number };
  /** Answers to records that the pool no longer has. */
  'export.withoutText': { readonly answers: number };
  'export.ownFile': { readonly path: string };
  /** `why`: the operating system's message. */
  'export.cannotWrite': { readonly path: string; readonly why: string };
}
