"""The sentence model in fastembed, for test/bench/sentence.ts: python3 sentence.py MODEL_FOLDER THREADS TEXTS.json

Prints "ready", then for each line read embeds all texts and prints the first numbers of the first vector. Prints null
and ends where fastembed is not installed.
"""

import json
import os
import shutil
import sys
import tempfile

try:
    from fastembed import TextEmbedding
    from fastembed.common.model_description import ModelSource, PoolingType
except ImportError:
    print("null", flush=True)
    sys.exit()

# The product's batch size; the default of 256 pads all texts to the longest.
BATCH = 32
folder, threads, texts_file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with open(texts_file, encoding="utf-8") as file:
    texts = json.load(file)
with tempfile.TemporaryDirectory() as copy:
    # fastembed also requires the special tokens in a separate file.
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    special = {"cls_token": "[CLS]", "mask_token": "[MASK]", "pad_token": "[PAD]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    with open(os.path.join(copy, "special_tokens_map.json"), "w", encoding="utf-8") as file:
        json.dump(special, file)
    TextEmbedding.add_custom_model(
        model="local/model",
        pooling=PoolingType.CLS,
        normalization=True,
        sources=ModelSource(hf="local/model"),
        dim=384,
        model_file="onnx/model_w8.onnx",
    )
    model = TextEmbedding("local/model", specific_model_path=copy, threads=threads)
    print('"ready"', flush=True)
    for _ in sys.stdin:
        vectors = list(model.embed(texts, batch_size=BATCH))
        print(json.dumps(vectors[0][:3].tolist()), flush=True)
