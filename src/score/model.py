"""Labels texts with the model in this folder.

    python score.py texts.jsonl             each row is a text, or an object with the field "text"
    python score.py --field body FILE       another field; in a .txt file, each line is a text
    python score.py --self-test             compares with the probabilities in examples.jsonl

In Python: Model("FOLDER").predict(["a text"]). requirements.txt lists the packages that it needs.
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


class ModelError(Exception):
    """What is wrong with a model folder, or with the rows it is given, in a sentence."""


def damaged(part):
    return ModelError(f"The model folder is damaged: {part}. Export the model again.")


def part_of(folder, name):
    """The bytes of a file of the folder."""
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise damaged(name) from error


def read_config(folder):
    try:
        return json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"{folder.absolute()} holds no model that Marginalia exported.") from error
    except ValueError as error:
        raise damaged("config.json") from error


def read_tensors(data):
    types = {"F32": "<f4", "F16": "<f2", "U32": "<u4", "U8": "u1", "I8": "i1"}
    begin = 8 + int.from_bytes(data[:8], "little")
    tensors = {}
    for name, stored in json.loads(data[8:begin]).items():
        if name != "__metadata__":
            first, last = stored["data_offsets"]
            numbers = np.frombuffer(data[begin + first : begin + last], types[stored["dtype"]])
            tensors[name] = numbers.reshape(stored["shape"])
    return tensors


def utf16(text):
    """The text as UTF-16 units, which may hold half of a pair."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")


def paired(text, size=None):
    """The text, at most `size` units of it, with halves that meet as one character."""
    return utf16(text)[:size].tobytes().decode("utf-16-le", "surrogatepass")


def unit_length(x):
    x = x.astype(float)
    return (x / (np.linalg.norm(x) or 1)).astype(np.float32)


# <lexical>
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " "}
BLANK, SPACE, IDEOGRAPH = 32, 0, 3


def finish(h):
    h = (h ^ (h >> 16)) * np.uint32(0x7FEB352D)
    h = (h ^ (h >> 15)) * np.uint32(0x846CA68B)
    return h ^ (h >> 16)


class Lexical:
    """Hashed n-grams of words and characters, weighed by TF-IDF and projected."""

    def __init__(self, config, tensors, folder):
        self.ngrams, self.classes = config["ngrams"], tensors["classes"]
        self.idf, self.projection = tensors["idf"], tensors["projection"]
        self.columns = np.argsort(tensors["hashes"])
        self.hashes = tensors["hashes"][self.columns]

    def __call__(self, text):
        decoded = re.sub(r"&(?:#([0-9]{1,6})|([a-z]{2,4}));", self.entity, text)
        units = utf16(unicodedata.normalize("NFC", paired(decoded)).lower())
        units = np.where(self.classes[units] == SPACE, BLANK, units)
        units = np.concatenate([[BLANK], units, [BLANK]]).astype(np.uint32)
        parts = [self.weigh(self.words(units)), self.weigh(self.characters(units))]
        columns, weights = (np.concatenate(part) for part in zip(*parts))
        if all(len(part[0]) for part in parts):
            weights = (weights * np.sqrt(0.5)).astype(np.float32)
        return unit_length(weights @ self.projection[columns].astype(float))

    def weigh(self, hashes):
        """The columns of n-grams, ascending, and their weights."""
        hashes, counts = np.unique(hashes, return_counts=True)
        at = np.searchsorted(self.hashes, hashes).clip(max=len(self.hashes) - 1)
        known = self.hashes[at] == hashes
        columns = self.columns[at[known]]
        weights = (1 + np.log(counts[known])) * self.idf[columns]
        norm = np.linalg.norm(weights) or 1
        order = np.argsort(columns)
        return columns[order], (weights.astype(np.float32) * (1 / norm)).astype(np.float32)[order]

    def entity(self, found):
        return chr(int(found[1])) if found[1] else ENTITIES.get(found[2], found[0])

    def words(self, units):
        kinds = self.classes[units]
        begins = 1 + np.flatnonzero((kinds[1:] != kinds[:-1]) | (kinds[1:] == IDEOGRAPH))
        lengths = np.diff(begins, append=len(units))
        words = kinds[begins] != SPACE
        begins, lengths = begins[words], lengths[words]
        h = np.full(len(begins), 0x811C9DC5, np.uint32)
        for i in range(lengths.max(initial=0)):
            longer = lengths > i
            h[longer] = (h[longer] ^ units[begins[longer] + i]) * np.uint32(0x01000193)
        h = finish(h) | np.uint32(1)
        pairs = finish((h[:-1] * np.uint32(0x9E3779B1)) ^ h[1:]) | np.uint32(1)
        return np.concatenate([h, pairs]) if self.ngrams["words"] == 2 else h

    def characters(self, units):
        blank = units == BLANK
        h = (np.uint32([0x2F0B4F63]) ^ units) * np.uint32(0x01000193)
        inside = np.ones(len(units), bool)  # Blanks only at the ends, and not at both of two.
        found = []
        for n in range(2, self.ngrams["charMax"] + 1):
            size = max(len(units) - n + 1, 0)
            h = (h[:size] ^ units[n - 1 :]) * np.uint32(0x01000193)
            if n > 2:
                inside = inside[:size] & ~blank[n - 2 : n - 2 + size]
            if n >= self.ngrams["charMin"]:
                some = ~(blank[:size] & blank[n - 1 :]) if n == 2 else True
                found.append(finish(h[inside[:size] & some]) & np.uint32(0xFFFFFFFE))
        return np.concatenate(found)


# </lexical>
# <static>
SPACE_UNIT, PUNCTUATION = 1, 2


class Static:
    """The mean of the vectors of a text's word pieces."""

    def __init__(self, config, tensors, folder):
        self.classes, self.scales, self.values = (
            tensors[name] for name in ("classes", "scales", "values")
        )
        pieces = part_of(folder, "vocabulary.txt").decode().split("\n")
        self.ids = {piece: i for i, piece in enumerate(pieces)}
        spaces = "".join(chr(unit) for unit in np.flatnonzero(self.classes == SPACE_UNIT))
        self.gap = re.compile(f"[{re.escape(spaces)}]|\\[(?:PAD|UNK|CLS|SEP|MASK)\\]")

    def __call__(self, text):
        ids = []
        for part in self.gap.split(paired(text)):
            word = ""
            for c in self.normalise(part) + " ":
                space = ord(c) < 65536 and self.classes[ord(c)] == SPACE_UNIT
                mark = self.is_mark(c)
                if space or mark:
                    ids += self.pieces(word) + (self.pieces(c) if mark else [])
                    word = ""
                else:
                    word += c
        return unit_length(self.scales[ids].astype(float) @ self.values[ids])

    def is_mark(self, c):
        if ord(c) < 65536:
            return self.classes[ord(c)] == PUNCTUATION
        return unicodedata.category(c)[0] == "P"

    def normalise(self, part):
        category = unicodedata.category
        dropped = ("Cc", "Cf", "Co", "Cs")
        part = "".join(c for c in part if c != "\ufffd" and category(c) not in dropped)
        part = re.sub("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]", r" \g<0> ", part).lower()
        return "".join(c for c in unicodedata.normalize("NFD", part) if category(c) != "Mn")

    def pieces(self, word):
        """The longest pieces, from the front; none if the word is not made of pieces."""
        found, begin = [], 0
        while begin < len(word) <= 100:
            mark = "##" if begin else ""
            for end in range(len(word), begin, -1):
                if mark + word[begin:end] in self.ids:
                    break
            else:
                return []
            found.append(self.ids[mark + word[begin:end]])
            begin = end
        return found


# </static>
# <encoder>
def final_sigmas(text):
    """The text with capital sigmas at the ends of words in lower case, which the library gets wrong."""
    lower = text.replace("\u0130", "i").lower()  # Of the same length.
    return "".join("ς" if small == "ς" else c for c, small in zip(text, lower))


class Encoder:
    """A sentence model, run on one text at a time."""

    def __init__(self, config, tensors, folder):
        # Else its builds for Linux and macOS send usage data.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime
        import tokenizers

        self.config = config
        for name in ("tokenizer.json", "encoder.onnx"):
            if not (folder / name).is_file():
                raise damaged(name)
        self.tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        # As stored for BertNormalizer, and for a step of its own.
        stored = json.loads(self.tokenizer.to_str())["normalizer"]
        self.lowers = re.search(r'"lowercase": true|"type": "Lowercase"', json.dumps(stored))
        cpu = ["CPUExecutionProvider"]
        self.session = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), providers=cpu)

    def __call__(self, text):
        most, pad_to = self.config["maxTokens"], self.config["padTo"]
        text = paired(self.config["prefix"] + text, 32 * most)
        text = utf16(text).tobytes().decode("utf-16-le", "replace")
        ids = self.tokenizer.encode(final_sigmas(text) if self.lowers else text).ids
        ids = ids if len(ids) <= most else ids[: most - 1] + ids[-1:]
        padding = max(-len(ids) % pad_to, 0 if ids else 1)
        given = {
            "input_ids": ids + [self.config["padding"]] * padding,
            "attention_mask": [1] * len(ids) + [0] * padding,
            "token_type_ids": [0] * (len(ids) + padding),
        }
        names = [tensor.name for tensor in self.session.get_inputs()]
        feeds = {name: np.array([given[name]], np.int64) for name in names}
        [output] = self.session.run([self.config["output"]], feeds)
        return unit_length(self.pool(output[0], len(ids)).astype(float))

    def pool(self, output, length):
        how = self.config.get("pooling")
        if how is None:
            return output
        tokens = output[:length].astype(float) if length else np.zeros((1, output.shape[1]))
        if how == "weighted mean":
            tokens *= np.arange(1, len(tokens) + 1)[:, None]
        picked = {"cls": tokens[0], "last": tokens[-1], "max": tokens.max(axis=0)}
        return picked.get(how, tokens.sum(axis=0))


# </encoder>
def is_blank(text):
    """Whether a text has nothing but white space, which is none to Marginalia either."""
    return not text.strip(BLANKS)


BLANKS = "\t\n\v\f\r \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)


class Model:
    def __init__(self, folder=Path(__file__).parent):
        folder = Path(folder)
        self.config = read_config(folder)
        data = part_of(folder, "model.safetensors")
        try:
            self.read(read_tensors(data), folder)
        except (KeyError, TypeError, ValueError) as error:
            raise damaged("model.safetensors") from error

    def read(self, tensors, folder):
        self.labels = self.config["labels"]
        self.weights, self.bias = tensors["head.weights"].astype(float), tensors["head.bias"]
        kinds = {
            # <lexical>
            "lexical": Lexical,
            # </lexical>
            # <static>
            "static": Static,
            # </static>
            # <encoder>
            "encoder": Encoder,
            # </encoder>
        }
        self.blocks = []
        for i, config in enumerate(self.config["blocks"]):
            own = {n.split(".")[1]: t for n, t in tensors.items() if n.startswith(f"block{i}.")}
            block = kinds[config["kind"]](config, own, folder) if config["kind"] in kinds else None
            self.blocks.append((config, block))

    def vector(self, config, block, text, vectors):
        if block:
            return block(text)
        name, size = config["name"], config["dimensions"]
        x = (vectors or {}).get(name)
        if x is None:
            row = f'"vectors": {{"{name}": […]}}'
            needs = f"The model needs vectors of {name} beside the texts."
            raise ModelError(f"{needs} Add one to every row: {row}.")
        if len(x) != size:
            raise ModelError(f"A vector of {name} has {len(x)} numbers; the model needs {size}.")
        return unit_length(np.array(x, float))

    def probabilities(self, text, vectors=None):
        """One for each of the labels; `vectors` are those that are made elsewhere, by name."""
        parts = [self.vector(*block, text, vectors) for block in self.blocks]
        squares = sum((c["weight"] * np.linalg.norm(x)) ** 2 for (c, _), x in zip(self.blocks, parts))
        norm = np.sqrt(squares) if len(parts) > 1 and squares else 1
        z = np.concatenate(parts).astype(float) @ self.weights / norm + self.bias
        if self.config["task"] == "multi":
            return 1 / (1 + np.exp(-z))
        z = z.reshape(self.config["members"], -1)
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = (p / p.sum(axis=1, keepdims=True)).mean(axis=0)
        p = p ** (1 / self.config.get("temperature", 1))
        return p / p.sum()

    def predict(self, texts):
        """One prediction for each text; without a label where a text is blank."""
        if isinstance(texts, (str, bytes, dict)) or hasattr(texts, "columns"):
            raise TypeError('predict takes a list of texts: predict(["a text"]).')
        texts = list(texts)
        for i, text in enumerate(texts):
            if not isinstance(text, str):
                raise TypeError(f"texts[{i}] is not a string but {type(text).__name__}. Leave it out.")
        return [
            self.unlabelled() if is_blank(text) else self.labelled(self.probabilities(text))
            for text in texts
        ]

    def unlabelled(self):
        """Of a blank text."""
        single = {"label": None, "p": None}
        return {**(single if self.config["task"] == "single" else {"labels": []}), "probabilities": {}}

    def labelled(self, p):
        probabilities = dict(zip(self.labels, p.tolist()))
        if self.config["task"] == "single":
            best = int(p.argmax())
            return {"label": self.labels[best], "p": p[best].item(), "probabilities": probabilities}
        limits = self.config.get("thresholds", [p.max()] * len(p))
        labels = [label for label, own, limit in zip(self.labels, p, limits) if own >= limit]
        return {"labels": labels, "probabilities": probabilities}
