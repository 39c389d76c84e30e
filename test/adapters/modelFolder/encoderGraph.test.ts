import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { encoderGraph } from '../../../src/host/encoderGraph.ts';
import { dimensions, tinyBertModel, vocabulary } from '../../fixtures/embed/tinyBert.ts';
import { says } from '../../harness/english.ts';

const root = mkdtempSync(join(tmpdir(), 'marginalia-graph-'));
after(() => rmSync(root, { recursive: true, force: true }));
const external = fileURLToPath(new URL('../../fixtures/embed/external', import.meta.url));
const data = 'model_quantized.onnx_data';

function copyOf(name: string): { readonly name: string; readonly graph: string } {
  const folder = join(root, name);
  mkdirSync(folder);
  cpSync(external, folder, { recursive: true });
  return { name: 'tiny', graph: join(folder, 'model_quantized.onnx') };
}

describe('the graph of a sentence model', () => {
  test('is its own file if that has all weights', () => {
    const graph = join(root, 'whole.onnx');
    writeFileSync(graph, tinyBertModel());
    assert.deepEqual(Buffer.from(encoderGraph({ name: 'tiny', graph })), readFileSync(graph));
  });

  test('contains the weights of another file, at any offset', () => {
    const block = copyOf('external');
    const bytes = Buffer.from(encoderGraph(block));
    const weights = readFileSync(join(root, 'external', data));
    assert.ok(!bytes.includes(data));
    const tokens = vocabulary.length * dimensions * 4;
    assert.ok(bytes.includes(weights.subarray(0, tokens)), 'at its beginning');
    assert.ok(bytes.includes(weights.subarray(-dimensions * dimensions * 4)), 'at its end');
  });

  test('is refused if the other file is truncated, missing or outside the folder', () => {
    const refused = (block: ReturnType<typeof copyOf>, why: RegExp): void =>
      assert.throws(() => encoderGraph(block), says(why));
    const cut = copyOf('cut');
    truncateSync(join(root, 'cut', data), 3000);
    refused(
      cut,
      /^The sentence model tiny keeps weights in model_quantized\.onnx_data, which is missing/,
    );
    rmSync(join(root, 'cut', data));
    refused(cut, /is missing or incomplete/);
    const outside = copyOf('outside');
    const path = `../${'x'.repeat(data.length - 3)}`;
    writeFileSync(join(root, path), readFileSync(join(root, 'outside', data)));
    const graph = readFileSync(outside.graph, 'latin1').replaceAll(data, path);
    writeFileSync(outside.graph, graph, 'latin1');
    refused(outside, /keeps weights in \.\.\/x+, which is missing/);
    writeFileSync(outside.graph, 'version https://git-lfs');
    refused(outside, /The ONNX file of tiny cannot be read/);
  });
});
