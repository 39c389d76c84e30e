"""The inputs of model.onnx for a text.

    from prepare import Prepare
    inputs = Prepare()  # the files beside this script
    session = onnxruntime.InferenceSession("model.onnx")
    [[p]] = session.run(["probabilities"], inputs("a text"))

    python prepare.py --self-test    compares with the probabilities in examples.jsonl

requirements.txt lists the packages that it needs.
"""

import json
import os
import re
import sys
import unicodedata
from pathlib import Path


def lacks(error):
    """What to do about a library that is missing."""
    needs = Path(__file__).parent / "requirements.txt"
    return f"{error.name} is not installed. Install the packages of the model: pip install -r {needs}"


try:
    import numpy as np
except ModuleNotFoundError as missing:
    if __name__ != "__main__":
        raise
    print(lacks(missing), file=sys.stderr)
    sys.exit(2)

ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def utf16(text):
    """The text as UTF-16 units, which may hold half of a pair."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")


def paired(text, size=None, errors="surrogatepass"):
    """The text, at most `size` units of it, with halves that meet as one character."""
    return utf16(text)[:size].tobytes().decode("utf-16-le", errors)


def final_sigmas(text):
    """The text with capital sigmas at the ends of words in lower case, which the library gets wrong."""
    lower = text.replace("\u0130", "i").lower()  # Of the same length.
    return "".join("ς" if small == "ς" else c for c, small in zip(text, lower))


def entity(found):
    return chr(int(found[1])) if found[1] else ENTITIES.get(found[2], found[0])


def units(text):
    """`units`: HTML entities decoded, NFC, lower case, as UTF-16."""
    decoded = re.sub(r"&(?:#([0-9]{1,6})|([a-z]{2,4}));", entity, text)
    return utf16(unicodedata.normalize("NFC", paired(decoded)).lower()).astype(np.int64)


class Prepare:
    """Called with a text, and with the vectors that are made elsewhere, by the name of their input."""

    def __init__(self, folder=Path(__file__).parent):
        self.folder = Path(folder)
        self.config = json.loads((self.folder / "config.json").read_text(encoding="utf-8"))
        self.labels = self.config["labels"]
        self.inputs = [(config, self.source(config)) for config in self.config["inputs"]]

    def __call__(self, text, vectors=None):
        feeds = {}
        for config, source in self.inputs:
            feeds |= source(config, text) if source else self.given(config, vectors or {})
        return feeds

    def source(self, config):
        kind = config["kind"]
        if kind == "lexical":
            return lambda config, text: {config["name"]: units(text)}
        if kind == "static":
            self.pieces = self.word_pieces()
            return self.static
        if kind == "encoder":
            import tokenizers

            self.tokenizer = tokenizers.Tokenizer.from_file(str(self.folder / "tokenizer.json"))
            self.tokenizer.no_truncation()
            self.tokenizer.no_padding()
            # As stored for BertNormalizer, and for a step of its own.
            stored = json.loads(self.tokenizer.to_str())["normalizer"]
            self.lowers = re.search(r'"lowercase": true|"type": "Lowercase"', json.dumps(stored))
            return self.encoder
        return None

    def word_pieces(self):
        """BERT's uncased tokenizer with the vocabulary in vocabulary.txt."""
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

        lines = (self.folder / "vocabulary.txt").read_bytes().decode().rstrip("\n").split("\n")
        ids = {piece: i for i, piece in enumerate(lines)}
        pieces = models.WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100)
        tokenizer = Tokenizer(pieces)
        tokenizer.normalizer = normalizers.BertNormalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        tokenizer.add_special_tokens([special for special in SPECIAL if special in ids])
        return tokenizer

    def static(self, config, text):
        """Word pieces, without [CLS] and [SEP]."""
        ids = self.pieces.encode(final_sigmas(paired(text, errors="replace"))).ids
        return {config["name"]: np.array([ids], np.int64)}

    def encoder(self, config, text):
        most = config["maxTokens"]
        text = paired(config["prefix"] + text, 32 * most, "replace")
        ids = self.tokenizer.encode(final_sigmas(text) if self.lowers else text).ids
        ids = ids if len(ids) <= most else ids[: most - 1] + ids[-1:]
        rest = max(-len(ids) % config["padTo"], 0 if ids else 1)
        given = {
            "input_ids": ids + [config["padding"]] * rest,
            "attention_mask": [1] * len(ids) + [0] * rest,
            "token_type_ids": [0] * (len(ids) + rest),
        }
        return {name: np.array([given[name]], np.int64) for name in config["names"]}

    def given(self, config, vectors):
        return {config["name"]: np.array([vectors[config["block"]]], np.float32)}


def decided(p, config):
    """Which labels apply."""
    return p >= np.array(config.get("thresholds", p.max()), np.float32)


def self_test(folder=Path(__file__).parent):
    # Else its builds for Linux and macOS send usage data.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    inputs = Prepare(folder)
    cpu = ["CPUExecutionProvider"]
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=cpu)
    lines = (folder / "examples.jsonl").read_bytes().decode().rstrip("\n").split("\n")
    worst = changed = 0
    for row in map(json.loads, lines):
        [[p]] = session.run(["probabilities"], inputs(row["text"], row.get("vectors")))
        expected = [row["probabilities"][label] for label in inputs.labels]
        worst = max(worst, np.abs(p - expected).max())
        changed += np.any(decided(p, inputs.config) != decided(np.array(expected), inputs.config))
    print(f"{len(lines)} examples, largest difference in a probability {worst:.1e}, {changed} other labels")
    return 0 if worst <= inputs.config["tolerance"] else 1


if __name__ == "__main__":
    if sys.argv[1:] != ["--self-test"]:
        sys.exit(__doc__)
    try:
        sys.exit(self_test())
    except ModuleNotFoundError as missing:
        print(lacks(missing), file=sys.stderr)
        sys.exit(2)
