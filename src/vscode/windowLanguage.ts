import * as vscode from 'vscode';
import type { Say } from '../core/localize.ts';

/** The language of this window. */
export const say: Say = (sentence, ...args) => vscode.l10n.t(sentence, ...args);
