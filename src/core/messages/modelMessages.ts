import type { Message, NoParams } from './message.ts';

interface HubParams {
  readonly host: string;
}

interface ModelParams extends HubParams {
  /** Its id on the hub. */
  readonly model: string;
}

interface ModelFileParams extends ModelParams {
  readonly file: string;
}

/** Problems of a file written by or bundled with Marginalia. */
type Damage = 'incomplete' | 'otherKind' | 'damaged';

/** Messages about models from the hub, from a folder, and bundled ones. */
export interface ModelMessages {
  'model.notDownloaded': { readonly model: string };
  'model.noFolder': { readonly folder: string };
  'model.badName': { readonly name: string };
  'model.folderLacksFile': { readonly folder: string; readonly file: string };
  /** `graph`: the path of an ONNX file; `file`: the weights file, as the graph names it. */
  'model.weightsOutside': { readonly graph: string; readonly file: string };
  /** `reason`: the library's message. */
  'model.folderUnusable': { readonly folder: string; readonly reason: Message };
  'model.downloadUnusable': { readonly model: string; readonly reason: Message };
  'model.notWhatWasDownloaded': { readonly model: string; readonly files: readonly string[] };
  'model.unsupportedPooling': { readonly model: string; readonly asked: readonly string[] };
  'model.unreadableFile': {
    readonly model: string;
    readonly file: string;
    readonly reason: string;
  };
  'model.noJson': { readonly model: string; readonly file: string };
  'model.layersAfterPooling': { readonly outputs: readonly string[] };
  'model.noTokenVectors': { readonly outputs: readonly string[] };
  'model.unknownBundled': { readonly name: string };
  'model.notOnThisPlatform': { readonly name: string };
  'model.damagedBundled': { readonly name: string; readonly file: string };
  'model.unusableHere': { readonly name: string; readonly reason: Message };
  'model.keepsEnding': { readonly name: string; readonly why: Message };
  'model.badBundledFile': {
    readonly file: string;
    readonly path: string;
    readonly wrong: 'missing' | 'unreadable' | 'damaged';
  };
  'static.badTable': { readonly wrong: Exclude<Damage, 'damaged'> };
  'static.otherVersion': { readonly version: number; readonly known: number };
  'static.otherVocabulary': { readonly rows: number; readonly pieces: number };
  'wordpiece.badVocabulary': NoParams;
  'lexical.badFile': { readonly wrong: Damage };
  'lexical.otherVersion': { readonly version: number; readonly known: number };
  'lexical.noText': NoParams;
}

/** Messages about downloads from the hub or a mirror of it. */
export interface DownloadMessages {
  'download.receiving': { readonly model: string; readonly file: string };
  'download.comparing': { readonly model: string; readonly file: string };
  'download.circles': HubParams;
  'download.redirectToNowhere': HubParams & { readonly status: number };
  'download.notEncrypted': HubParams & { readonly to: string };
  'download.unverifiedRedirect': HubParams & { readonly to: string };
  'download.webPage': HubParams;
  'download.noJson': HubParams & { readonly file: string };
  'download.otherBytes': ModelFileParams;
  'download.unequal': ModelFileParams;
  'download.anotherModel': ModelParams;
  'download.stalled': ModelParams & { readonly seconds: number };
  'download.noSuchModel': ModelParams;
  'download.noSuchFile': ModelFileParams;
  'download.refused': ModelFileParams & { readonly status: number };
  'download.failed': ModelFileParams & { readonly reason: Message };
  'download.cutShort': { readonly bytes: number; readonly of: number };
  /** `reason`: another message of this interface, or the operating system's. */
  'facts.failed': ModelParams & { readonly reason: Message };
  'facts.status': { readonly status: number };
  'facts.slow': { readonly seconds: number };
  'facts.endless': NoParams;
  'facts.noJson': NoParams;
}
