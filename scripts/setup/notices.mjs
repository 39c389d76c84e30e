import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * Writes the names, versions and licences of all packages shipped inside or beside the bundles.
 * @param {readonly string[]} inputs the source files of the bundles, relative to the root
 * @param {readonly string[]} natives the packages shipped unbundled
 * @param {string} to path of the file to write
 */
export function writeNotices(inputs, natives, to) {
  const bundled = inputs.flatMap((input) => {
    const found = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    return found ? [found[0]] : [];
  });
  const folders = new Set([...bundled, ...natives.map((name) => `node_modules/${name}/`)]);
  const notices = [...folders].sort().map((folder) => {
    const path = join(root, folder);
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const file =
      existsSync(path) && readdirSync(path).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file ? readFileSync(join(path, file), 'utf8').trim() : `Licence: ${license}`;
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  writeFileSync(to, notices.join(`\n${'-'.repeat(78)}\n\n`));
}
