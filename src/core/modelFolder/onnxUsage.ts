import type { ModelBlock } from './exportedModel.ts';

/** The usage section of an ONNX model's README, in Markdown. */
export function onnxUsage(blocks: readonly Pick<ModelBlock, 'kind' | 'dimensions'>[]): string {
  const kinds = new Set(blocks.map(({ kind }) => kind));
  const vectors = kinds.has('vectors') ? ', vectors' : '';
  const rows: readonly (readonly [ModelBlock['kind'], string])[] = [
    [
      'lexical',
      '`units` (int64, one-dimensional): the text with HTML entities decoded (`&amp; &lt; &gt; &quot; &apos; &nbsp; &#…;`), in NFC, in lower case, as UTF-16 units. One text a run.',
    ],
    [
      'static',
      `\`${kinds.has('encoder') ? 'static_ids' : 'input_ids'}\` (int64, texts × pieces): BERT's uncased word pieces with the vocabulary in \`vocabulary.txt\`, without \`[CLS]\` and \`[SEP]\`, never cut; \`[PAD]\` does not count.`,
    ],
    [
      'encoder',
      '`input_ids`, `attention_mask` and, if the model has it, `token_type_ids` (int64, texts × tokens): from `tokenizer.json`, with its special tokens; `config.json` says how many tokens at most and the multiple to which they are padded.',
    ],
    ['vectors', '`vectors` (float32, texts × dimensions): made elsewhere, of any length.'],
  ];
  const browser = kinds.has('encoder')
    ? ' There the sentence model computes a little differently; see below.'
    : '';
  return `\`\`\`sh
pip install -r requirements.txt
npm install --ignore-scripts onnxruntime-node   # for JavaScript
python prepare.py --self-test
\`\`\`

\`\`\`python
import sys; sys.path.insert(0, "PATH/OF/THIS/FOLDER")
import onnxruntime
from prepare import Prepare
inputs = Prepare()
session = onnxruntime.InferenceSession("PATH/OF/THIS/FOLDER/model.onnx")
[[p]] = session.run(["probabilities"], inputs("Where is my card?"${vectors}))
print(dict(zip(inputs.labels, p)))
\`\`\`

\`\`\`js
import * as ort from 'onnxruntime-node'; // or onnxruntime-web
import { openPrepare } from './PATH/OF/THIS/FOLDER/prepare.mjs';
const inputs = await openPrepare();
const session = await ort.InferenceSession.create('PATH/OF/THIS/FOLDER/model.onnx');
const { probabilities } = await session.run(inputs('Where is my card?', ort.Tensor${vectors}));
\`\`\`

On Linux and macOS onnxruntime sends usage data to Microsoft unless \`ORT_DISABLE_TELEMETRY=1\` is set before it
starts. In a browser \`openPrepare((name) => fetch(\`FOLDER/\${name}\`).then((file) => file.text()))\` fetches what it needs.${browser}
In another language, make the inputs by these rules and compare with \`examples.jsonl\`:

${rows
  .filter(([kind]) => kinds.has(kind))
  .map(([, rule]) => `- ${rule}`)
  .join('\n')}

Outputs: \`probabilities\` (float32, texts × labels, in the order of \`labels\` in \`config.json\` and in the
model's metadata) and, if \`config.json\` has thresholds, \`chosen\`: whether each label reaches its own.
`;
}
