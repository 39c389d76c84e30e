import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Everything fetched or built for running and testing; ignored by git, safe to delete. */
export const cacheDir = join(root, '.vscode-test');
