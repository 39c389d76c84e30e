import type { Message, NoParams } from './message.ts';

/** `host`: name and port; `answer`: status and message of the server. */
interface Refusal {
  readonly host: string;
  readonly answer: Message;
}

/** Messages about embedding servers. */
export interface ServerMessages {
  'server.badScheme': NoParams;
  'server.passwordInAddress': NoParams;
  'server.queryInAddress': NoParams;
  'server.notAllowed': { readonly model: string; readonly host: string };
  'server.otherDimensions': {
    readonly model: string;
    readonly host: string;
    readonly given: number;
    readonly wanted: number;
  };
  'server.modelChanged': { readonly host: string; readonly given: number; readonly before: number };
  'server.noConnection': { readonly host: string; readonly reason: string };
  'server.timeout': { readonly host: string; readonly seconds: number };
  'server.endless': { readonly host: string };
  /** `to`: the other host, if known. */
  'server.redirects': { readonly host: string; readonly to?: string };
  'server.wantsKey': Refusal;
  'server.textTooLong': Refusal;
  'server.busy': Refusal;
  'server.failed': Refusal;
  'server.notFound': Refusal;
  'server.refuses': Refusal;
  'server.status': { readonly status: number };
  'server.statusSaying': { readonly status: number; readonly said: string };
  'server.statusWebPage': { readonly status: number };
  'server.webPage': { readonly host: string };
  'server.noJson': { readonly host: string };
  'server.noVectors': { readonly host: string };
  'server.notNumbers': { readonly host: string };
  'server.wrongCount': { readonly host: string; readonly vectors: number; readonly texts: number };
  'server.unequalLengths': {
    readonly host: string;
    readonly first: number;
    readonly other: number;
  };
  'server.badIndex': { readonly host: string };
}
