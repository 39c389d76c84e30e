import type { ModelBlock } from './exportedModel.ts';

const numpy = 'numpy>=1.22';
/** Pinned, since other versions may compute different vectors. */
const onnxruntime = '1.30.0';
const tokenizers = '0.23.3';

/** The content of requirements.txt: what score.py imports. */
export function requirements(blocks: readonly Pick<ModelBlock, 'kind'>[]): string {
  const encodes = blocks.some(({ kind }) => kind === 'encoder');
  const pinned = [`onnxruntime==${onnxruntime}`, `tokenizers==${tokenizers}`];
  return `${[numpy, ...(encodes ? pinned : [])].join('\n')}\n`;
}

/** The content of requirements.txt of an ONNX model: what prepare.py imports. */
export function onnxRequirements(blocks: readonly Pick<ModelBlock, 'kind'>[]): string {
  const tokenizes = blocks.some(({ kind }) => kind === 'encoder' || kind === 'static');
  const needed = [numpy, `onnxruntime==${onnxruntime}`];
  return `${[...needed, ...(tokenizes ? [`tokenizers==${tokenizers}`] : [])].join('\n')}\n`;
}

/** The content of package.json, if score.mjs needs one. */
export function packageJson(blocks: readonly Pick<ModelBlock, 'kind'>[]): string | undefined {
  if (!blocks.some(({ kind }) => kind === 'encoder')) return undefined;
  const dependencies = { 'onnxruntime-node': onnxruntime };
  return `${JSON.stringify({ private: true, type: 'module', dependencies }, null, 2)}\n`;
}
