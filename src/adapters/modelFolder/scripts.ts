import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelBlock } from '../../core/modelFolder/exportedModel.ts';

/** Beside the bundle, or, when running from sources, in the build of the checkout. */
function scriptsFolder(): string {
  const beside = join(import.meta.dirname, 'score');
  return existsSync(beside) ? beside : join(import.meta.dirname, '../../../dist/score');
}

interface Scripts {
  readonly python: string;
  readonly javaScript: string;
}

/** The scripts that run a model of these blocks, in Python and in JavaScript. */
export async function scriptsFor(blocks: readonly Pick<ModelBlock, 'kind'>[]): Promise<Scripts> {
  const { python, javaScript } = await read('score', blocks);
  return { python: partsFor(new Set(blocks.map(({ kind }) => kind)), python), javaScript };
}

/** The scripts that prepare the inputs of an ONNX model of these blocks. */
export function preparersFor(blocks: readonly Pick<ModelBlock, 'kind'>[]): Promise<Scripts> {
  return read('prepare', blocks);
}

async function read(name: string, blocks: readonly Pick<ModelBlock, 'kind'>[]): Promise<Scripts> {
  const encodes = blocks.some(({ kind }) => kind === 'encoder');
  const [python, javaScript] = await Promise.all(
    [`${name}.py`, encodes ? `${name}WithEncoder.mjs` : `${name}.mjs`].map((file) =>
      readFile(join(scriptsFolder(), file), 'utf8'),
    ),
  );
  return { python: python!, javaScript: javaScript! };
}

/**
 * Leaves out the parts for other kinds of blocks, which are marked by `# <kind>` and `# </kind>`.
 */
function partsFor(kinds: ReadonlySet<ModelBlock['kind']>, script: string): string {
  const part = /^ *# <(\w+)>\n([^]*?)^ *# <\/\1>\n/gm;
  return script.replace(part, (_, kind: ModelBlock['kind'], code: string) =>
    kinds.has(kind) ? code : '',
  );
}
