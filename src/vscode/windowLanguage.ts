import * as vscode from 'vscode';
import type { Localize } from '../core/localize.ts';

/** Translates into the language of this window. */
export const localize: Localize = (sentence, ...args) => vscode.l10n.t(sentence, ...args);
